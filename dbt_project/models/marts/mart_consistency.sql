with checks as (
    select
        kind,
        reach,
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
        holds,
        observation_ids,
        explanation
    from {{ ref('int_consistency_sums') }}
    union all
    select
        kind,
        reach,
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
        holds,
        observation_ids,
        explanation
    from {{ ref('int_consistency_changes') }}
    union all
    select
        kind,
        reach,
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
        holds,
        observation_ids,
        explanation
    from {{ ref('int_consistency_shares') }}
)

select
    md5(concat_ws('|', kind, array_to_string(observation_ids, '|'))) as check_id,
    kind,
    reach,
    observation_id,
    bulletin_id,
    indicator_id,
    region_id,
    cast(year as integer) as year,
    unit,
    stated,
    stated_low,
    stated_high,
    round(computed, 9) as computed,
    round(computed_low, 9) as computed_low,
    round(computed_high, 9) as computed_high,
    holds,
    observation_ids,
    explanation
from checks
order by kind, bulletin_id, observation_id, check_id
