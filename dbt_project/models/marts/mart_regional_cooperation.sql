with subjects as (
    select
        indicator_id,
        coalesce(nullif(family, ''), indicator_id) as family,
        nullif(scope, '') as scope
    from {{ ref('indicators') }}
),

cooperation as (
    select
        observations.observation_id,
        observations.bulletin_id,
        observations.indicator_id,
        observations.region_id,
        observations.region,
        observations.metric,
        observations.value,
        observations.value_high,
        observations.unit,
        observations.qualifier,
        observations.measure,
        observations.direction,
        observations.status,
        observations.year,
        observations.period_start,
        observations.period_end,
        observations.char_start,
        observations.evidence,
        found.programme,
        found.mechanism,
        subjects.family,
        subjects.scope
    from {{ ref('int_observations') }} as observations
    inner join {{ ref('int_cooperation') }} as found
        on observations.observation_id = found.observation_id
    left join subjects
        on observations.indicator_id = subjects.indicator_id
),

agreed as (
    select
        statements.observation_id,
        statements.region_id,
        statements.status,
        statements.measure,
        statements.year,
        statements.period_end,
        statements.value,
        subjects.family,
        subjects.scope
    from {{ ref('int_statements') }} as statements
    inner join subjects
        on statements.indicator_id = subjects.indicator_id
    where statements.preference = 1 and statements.status = 'actual'
),

earlier as (
    select
        cooperation.observation_id,
        agreed.observation_id as previous_observation_id,
        agreed.year as previous_year,
        agreed.value as previous_value,
        agreed.scope as previous_scope,
        row_number() over (
            partition by cooperation.observation_id
            order by agreed.year desc, agreed.period_end desc, agreed.observation_id asc
        ) as choice
    from cooperation
    inner join agreed
        on
            cooperation.family = agreed.family
            and cooperation.region_id = agreed.region_id
            and cooperation.measure = agreed.measure
            and cooperation.year > agreed.year
    where cooperation.measure <> 'change_rate'
),

partners as (
    select
        programme,
        unnest(string_split(partner_regions, '|')) as region
    from {{ ref('programmes') }}
    where coalesce(partner_regions, '') <> ''
),

partner_names as (
    select
        cooperation.observation_id,
        partners.region
    from cooperation
    inner join partners
        on cooperation.programme = partners.programme
    union
    select
        cooperation.observation_id,
        cooperation.region
    from cooperation
    inner join {{ ref('stg_regions') }} as regions
        on cooperation.region_id = regions.region_id
    where regions.level in ('country', 'province', 'prefecture') and regions.region_id <> '100000'
),

partner_lists as (
    select
        observation_id,
        list(region order by region) as partner_regions
    from partner_names
    group by observation_id
)

select
    cooperation.observation_id,
    cooperation.bulletin_id,
    cooperation.programme,
    coalesce(partner_lists.partner_regions, []) as partner_regions,
    cooperation.mechanism,
    cooperation.indicator_id,
    cooperation.region_id,
    cooperation.region,
    cooperation.metric,
    cooperation.value,
    cooperation.value_high,
    cooperation.unit,
    cooperation.qualifier,
    cooperation.measure,
    cooperation.direction,
    cooperation.status,
    cast(cooperation.year as integer) as year,
    cooperation.period_start,
    cooperation.period_end,
    splits.whole_observation_id,
    case
        when cooperation.qualifier = 'exact' and splits.whole_value > 0
            then round(100 * cooperation.value / splits.whole_value, 6)
    end as share_of_whole,
    cooperation.family,
    cooperation.scope,
    earlier.previous_observation_id,
    cast(earlier.previous_year as integer) as previous_year,
    earlier.previous_value,
    earlier.previous_scope,
    case
        when earlier.previous_observation_id is null then null
        when coalesce(cooperation.scope, '') = coalesce(earlier.previous_scope, '') then 'same'
        when
            list_has_all(string_split(cooperation.scope, '|'), string_split(earlier.previous_scope, '|'))
            then 'widened'
        when
            list_has_all(string_split(earlier.previous_scope, '|'), string_split(cooperation.scope, '|'))
            then 'narrowed'
        else 'changed'
    end as scope_change,
    cooperation.evidence
from cooperation
left join partner_lists
    on cooperation.observation_id = partner_lists.observation_id
left join {{ ref('int_regional_splits') }} as splits
    on cooperation.observation_id = splits.observation_id and splits.choice = 1
left join earlier
    on cooperation.observation_id = earlier.observation_id and earlier.choice = 1
order by cooperation.bulletin_id, cooperation.char_start, cooperation.observation_id
