-- Stated shares against the part and the whole that ratios.csv names for them, of the same region and period.
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

matched as (
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
        ratios.factor,
        parts.observation_id as part_id,
        parts.bulletin_id as part_bulletin_id,
        parts.value as part_value,
        parts.low as part_low,
        parts.high as part_high,
        wholes.observation_id as whole_id,
        wholes.bulletin_id as whole_bulletin_id,
        wholes.value as whole_value,
        wholes.low as whole_low,
        wholes.high as whole_high,
        row_number() over (
            partition by shares.observation_id, ratios.part_indicator_id, ratios.whole_indicator_id
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
    where wholes.value > 0
),

computed as (
    select
        matched.*,
        factor * part_value / whole_value as result,
        factor * part_low / nullif(whole_high, 0) as result_low,
        factor * part_high / nullif(whole_low, 0) as result_high
    from matched
    where choice = 1
)

select
    'share' as kind,
    case
        when part_bulletin_id = bulletin_id and whole_bulletin_id = bulletin_id then 'within' else 'across'
    end as reach,
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
    (result_low is null or high is null or result_low <= high + 1e-9 * greatest(1, abs(high)))
    and (low is null or result_high is null or low <= result_high + 1e-9 * greatest(1, abs(result_high))) as holds,
    [observation_id, part_id, whole_id] as observation_ids,
    cast(part_value as varchar) || ' of ' || cast(whole_value as varchar) as explanation
from computed
