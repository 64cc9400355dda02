-- Wholes against the sum of their parts, within one bulletin: regional parts of the same subject, or indicators that
-- sums.csv adds up. Parts that needn't be all of them may fall short of the whole without breaking anything. Of a
-- subject that the catalogue doesn't know, regions count only beside their whole, in its sentence, and none can be
-- larger.
with regional_parts as (
    select
        wholes.observation_id as whole_id,
        parts.observation_id as part_id,
        parts.region_id,
        region_parts.listed_member,
        row_number() over (
            partition by wholes.observation_id, parts.region_id
            order by parts.char_start, parts.observation_id
        ) as saying
    from {{ ref('int_regional_splits') }} as splits
    inner join {{ ref('int_observations') }} as wholes
        on splits.whole_observation_id = wholes.observation_id
    inner join {{ ref('int_observations') }} as parts
        on splits.observation_id = parts.observation_id
    inner join {{ ref('int_region_parts') }} as region_parts
        on parts.region_id = region_parts.part_id and wholes.region_id = region_parts.whole_id
    where
        splits.choice = 1
        and (
            wholes.indicator_id is not null
            or (wholes.evidence_start = parts.evidence_start and parts.value <= wholes.value)
        )
),

-- a part that lies within another listed part is not added twice
disjoint_parts as (
    select
        inner_parts.whole_id,
        inner_parts.part_id,
        inner_parts.listed_member
    from regional_parts as inner_parts
    where
        inner_parts.saying = 1
        and not exists (
            select 1
            from regional_parts as outer_parts
            inner join {{ ref('int_region_parts') }} as nested
                on outer_parts.region_id = nested.whole_id
            where outer_parts.whole_id = inner_parts.whole_id and nested.part_id = inner_parts.region_id
        )
),

member_counts as (
    select
        whole_id as region_id,
        count(*) as members
    from {{ ref('int_region_parts') }}
    where listed_member
    group by whole_id
),

listed_sums as (
    select
        wholes.observation_id as whole_id,
        parts.observation_id as part_id,
        sums.scheme,
        row_number() over (
            partition by wholes.observation_id, sums.scheme, sums.part_indicator_id
            order by parts.char_start, parts.observation_id
        ) as saying
    from {{ ref('sums') }} as sums
    inner join {{ ref('int_observations') }} as wholes
        on sums.whole_indicator_id = wholes.indicator_id
    inner join {{ ref('int_observations') }} as parts
        on
            sums.part_indicator_id = parts.indicator_id
            and wholes.bulletin_id = parts.bulletin_id
            and wholes.region_id is not distinct from parts.region_id
            and wholes.status = parts.status
            and wholes.measure = parts.measure
            and wholes.year is not distinct from parts.year
            and wholes.period_end is not distinct from parts.period_end
            and wholes.canonical_unit = parts.canonical_unit
            and wholes.direction is not distinct from parts.direction
),

sum_counts as (
    select
        whole_indicator_id,
        scheme,
        count(*) as members,
        bool_and(complete) as complete
    from {{ ref('sums') }}
    group by whole_indicator_id, scheme
),

parts as (
    select
        whole_id,
        part_id,
        'regions' as of_what,
        null as scheme,
        listed_member
    from disjoint_parts
    union all
    select
        whole_id,
        part_id,
        'indicators' as of_what,
        scheme,
        true as listed_member
    from listed_sums
    where saying = 1
),

summed as (
    select
        parts.whole_id,
        parts.of_what,
        parts.scheme,
        count(*) as parts,
        count(*) filter (where parts.listed_member) as listed_parts,
        list(addends.observation_id order by addends.char_start) as part_ids,
        sum(addends.value order by addends.char_start) as computed,
        case
            when count(addends.low) = count(*) then sum(addends.low order by addends.char_start)
        end as low,
        bool_or(addends.low_open) as low_open,
        case
            when count(addends.high) = count(*) then sum(addends.high order by addends.char_start)
        end as high,
        bool_or(addends.high_open) as high_open,
        max(addends.low) as largest
    from parts
    inner join {{ ref('int_observations') }} as addends
        on parts.part_id = addends.observation_id
    group by parts.whole_id, parts.of_what, parts.scheme
    having count(*) > 1
),

compared as (
    select
        wholes.observation_id,
        wholes.bulletin_id,
        wholes.indicator_id,
        wholes.region_id,
        wholes.year,
        wholes.unit,
        wholes.value as stated,
        wholes.low as stated_low,
        wholes.high as stated_high,
        summed.computed,
        summed.low as computed_low,
        summed.high as computed_high,
        summed.parts,
        summed.of_what,
        summed.scheme,
        summed.largest,
        list_prepend(wholes.observation_id, summed.part_ids) as observation_ids,
        {{ overlaps('wholes', 'summed') }} as agrees,
        summed.listed_parts >= case summed.of_what
            when 'regions' then coalesce(member_counts.members, 1000000)
            else case when sum_counts.complete then sum_counts.members else 1000000 end
        end as complete
    from summed
    inner join {{ ref('int_observations') }} as wholes
        on summed.whole_id = wholes.observation_id
    left join member_counts
        on wholes.region_id = member_counts.region_id
    left join sum_counts
        on wholes.indicator_id = sum_counts.whole_indicator_id and summed.scheme = sum_counts.scheme
)

select
    'sum' as kind,
    'within' as reach,
    observation_id,
    bulletin_id,
    indicator_id,
    region_id,
    year,
    unit,
    stated,
    stated_low,
    stated_high,
    computed,
    computed_low,
    computed_high,
    case
        when agrees then true
        when complete then false
        when computed_low > stated_high and (of_what = 'indicators' or largest <= stated_high) then false
    end as holds,
    observation_ids,
    'sum of ' || parts || ' ' || of_what || coalesce(' by ' || scheme, '')
    || case
        when complete then ', which are all of them'
        when of_what = 'regions' and largest > stated_high
            then ', which are hardly its parts, for one of them is larger'
        else ', which need not be all of them'
    end as explanation
from compared
