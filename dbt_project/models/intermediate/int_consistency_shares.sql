-- Stated shares against their part and whole: those that ratios.csv names, of the same region and period, here or in
-- another bulletin; and those of a sentence that gives a number its share right behind it (医院800.4万张，占78.7%), in the
-- whole that the words name, else in the one that lists the number as its part, else in the one that sums.csv knows.
with levels as (
    select
        observation_id,
        bulletin_id,
        indicator_id,
        region_id,
        year,
        period_start,
        period_end,
        unit,
        value,
        low,
        high,
        preference
    from {{ ref('int_statements') }}
    where measure = 'level' and status = 'actual'
),

known as (
    select
        shares.observation_id,
        parts.observation_id as part_id,
        wholes.observation_id as whole_id,
        ratios.factor,
        row_number() over (
            partition by shares.observation_id
            order by
                (parts.bulletin_id = shares.bulletin_id and wholes.bulletin_id = shares.bulletin_id) desc,
                (parts.bulletin_id = wholes.bulletin_id) desc,
                parts.preference asc,
                wholes.preference asc
        ) as choice
    from levels as shares
    inner join {{ ref('ratios') }} as ratios
        on shares.indicator_id = ratios.share_indicator_id
    inner join levels as parts
        on
            ratios.part_indicator_id = parts.indicator_id
            and shares.region_id = parts.region_id
            and shares.period_start = parts.period_start
            and shares.period_end = parts.period_end
    inner join levels as wholes
        on
            ratios.whole_indicator_id = wholes.indicator_id
            and shares.region_id = wholes.region_id
            and shares.period_start = wholes.period_start
            and shares.period_end = wholes.period_end
),

numbers as (
    select
        observations.*,
        {{ normalised('observations.metric') }} as phrase,
        coalesce(units.additive, false) as additive
    from {{ ref('int_observations') }} as observations
    left join {{ ref('units') }} as units
        on observations.canonical_unit = units.unit
    where observations.measure = 'level'
),

share_pattern as (
    select '^[）)]?[，,、（(]*(' || {{ alternation('word') }} || ')([^，,。；;（()）]{0,20})$' as pattern
    from {{ ref('share_words') }}
),

followed as (
    select
        numbers.*,
        lag(observation_id) over in_text as previous_id,
        lag(char_end) over in_text as previous_end
    from numbers
    window in_text as (partition by bulletin_id order by char_start, observation_id)
),

said as (
    select
        followed.observation_id,
        followed.bulletin_id,
        followed.previous_id as part_id,
        -- what stands between the share word and the number, without the words that say only that it is a share
        regexp_replace(
            regexp_extract(
                {{ text_at('followed.previous_end', 'followed.char_start - followed.previous_end') }},
                share_pattern.pattern, 2
            ),
            '(总数|总量|总|的|比重|比例|百分比|达到|为|达|约|近|超过|超|全部|全市|全省|全区|全县|全国|同期)', '', 'g'
        ) as whole_words
    from followed
    cross join share_pattern
    {{ join_window('followed') }}
    where
        followed.canonical_unit = '%'
        and followed.char_start - followed.previous_end between 1 and 40
        and regexp_matches(
            {{ text_at('followed.previous_end', 'followed.char_start - followed.previous_end') }},
            share_pattern.pattern
        )
),

parted as (
    select
        said.observation_id,
        said.part_id,
        said.whole_words,
        parts.bulletin_id,
        parts.indicator_id,
        parts.region_id,
        parts.status,
        parts.year,
        parts.canonical_unit,
        parts.char_start
    from said
    inner join numbers as parts
        on said.part_id = parts.observation_id and (parts.additive or said.whole_words <> '')
),

candidates as (
    select
        parted.observation_id,
        parted.part_id,
        wholes.observation_id as whole_id,
        1 as source,
        parted.char_start - wholes.char_start as distance
    from parted
    inner join numbers as wholes
        on
            parted.bulletin_id = wholes.bulletin_id
            and parted.canonical_unit = wholes.canonical_unit
            and parted.status = wholes.status
            and parted.year is not distinct from wholes.year
            and wholes.char_start < parted.char_start
            and parted.whole_words <> ''
            and contains(wholes.phrase, parted.whole_words)
    union all
    select
        parted.observation_id,
        parted.part_id,
        lists.whole_id,
        2 as source,
        0 as distance
    from parted
    inner join {{ ref('int_part_lists') }} as lists
        on parted.part_id = lists.part_id
    where parted.whole_words = ''
    union all
    select
        parted.observation_id,
        parted.part_id,
        wholes.observation_id as whole_id,
        3 as source,
        abs(parted.char_start - wholes.char_start) as distance
    from parted
    inner join {{ ref('sums') }} as sums
        on parted.indicator_id = sums.part_indicator_id
    inner join numbers as wholes
        on
            sums.whole_indicator_id = wholes.indicator_id
            and parted.bulletin_id = wholes.bulletin_id
            and parted.region_id is not distinct from wholes.region_id
            and parted.status = wholes.status
            and parted.year is not distinct from wholes.year
    where parted.whole_words = ''
),

chosen as (
    select
        observation_id,
        part_id,
        whole_id,
        row_number() over (partition by observation_id order by source asc, distance asc, whole_id asc) as choice
    from candidates
),

matched as (
    select
        observation_id,
        part_id,
        whole_id,
        100 as factor
    from chosen
    where choice = 1
    union all
    select
        observation_id,
        part_id,
        whole_id,
        factor
    from known
    where choice = 1 and observation_id not in (select chosen.observation_id from chosen)
),

computed as (
    select
        shares.observation_id,
        shares.bulletin_id,
        shares.indicator_id,
        shares.region_id,
        shares.year,
        shares.unit,
        shares.value,
        shares.low,
        shares.high,
        matched.part_id,
        matched.whole_id,
        parts.value as part_value,
        wholes.value as whole_value,
        case
            when parts.bulletin_id = shares.bulletin_id and wholes.bulletin_id = shares.bulletin_id then 'within'
            else 'across'
        end as reach,
        matched.factor * parts.value / wholes.value as result,
        matched.factor * parts.low / nullif(wholes.high, 0) as result_low,
        matched.factor * parts.high / nullif(wholes.low, 0) as result_high
    from matched
    inner join numbers as shares
        on matched.observation_id = shares.observation_id
    inner join numbers as parts
        on matched.part_id = parts.observation_id
    inner join numbers as wholes
        on matched.whole_id = wholes.observation_id
    where wholes.value > 0
)

select
    'share' as kind,
    reach,
    observation_id,
    bulletin_id,
    indicator_id,
    region_id,
    year,
    unit,
    value as stated,
    low as stated_low,
    high as stated_high,
    result as computed,
    result_low as computed_low,
    result_high as computed_high,
    {{ can_be('result_low', 'result_high', 'low', 'high') }} as holds,
    [observation_id, part_id, whole_id] as observation_ids,
    cast(part_value as varchar) || ' of ' || cast(whole_value as varchar) as explanation
from computed
