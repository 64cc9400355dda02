-- Stated growth against the two levels that it speaks of, in the same bulletin where it gives them, else in the series.
-- The tolerance is what the written digits of all three leave open.
with changes as (
    select
        statements.observation_id,
        statements.bulletin_id,
        statements.indicator_id,
        statements.region_id,
        statements.status,
        statements.measure,
        statements.direction,
        statements.year,
        statements.base_year,
        statements.period_start,
        statements.period_end,
        statements.unit,
        statements.value,
        statements.low,
        statements.low_open,
        statements.high,
        statements.high_open,
        coalesce(units.canonical, statements.unit) as canonical_unit,
        case when statements.direction = 'down' then -1 else 1 end as sign,
        case coalesce(units.canonical, statements.unit)
            when '%' then 100 when '‰' then 1000 when '倍' then 1
        end as scale
    from {{ ref('int_statements') }} as statements
    left join {{ ref('units') }} as units
        on statements.unit = units.unit
    where
        statements.base_year is not null
        and statements.base_year < statements.year
        and statements.measure in ('change_rate', 'increment')
        and statements.status = 'actual'
),

levels as (
    select
        statements.observation_id,
        statements.bulletin_id,
        statements.indicator_id,
        statements.region_id,
        statements.period_start,
        statements.period_end,
        coalesce(units.canonical, statements.unit) as canonical_unit,
        statements.value,
        statements.low,
        statements.high,
        statements.preference
    from {{ ref('int_statements') }} as statements
    left join {{ ref('units') }} as units
        on statements.unit = units.unit
    where statements.measure = 'level' and statements.status = 'actual'
),

paired as (
    select
        changes.*,
        now.observation_id as now_id,
        now.bulletin_id as now_bulletin_id,
        now.value as now_value,
        now.low as now_low,
        now.high as now_high,
        base.observation_id as base_id,
        base.bulletin_id as base_bulletin_id,
        base.value as base_value,
        base.low as base_low,
        base.high as base_high,
        row_number() over (
            partition by changes.observation_id
            order by
                (now.bulletin_id = changes.bulletin_id and base.bulletin_id = changes.bulletin_id) desc,
                (now.bulletin_id = changes.bulletin_id) desc,
                (base.bulletin_id = changes.bulletin_id) desc,
                now.preference asc,
                base.preference asc
        ) as choice
    from changes
    inner join levels as now
        on
            changes.indicator_id = now.indicator_id
            and changes.region_id = now.region_id
            and changes.period_start = now.period_start
            and changes.period_end = now.period_end
    inner join levels as base
        on
            changes.indicator_id = base.indicator_id
            and changes.region_id = base.region_id
            and now.canonical_unit = base.canonical_unit
            and base.period_start = changes.period_start - to_years(changes.year - changes.base_year)
            and base.period_end = changes.period_end - to_years(changes.year - changes.base_year)
    where
        case changes.measure
            when 'change_rate' then changes.scale is not null and base.value > 0
            else changes.canonical_unit = now.canonical_unit
        end
),

computed as (
    select
        paired.*,
        case
            when measure = 'increment' then sign * (now_value - base_value)
            else sign * (now_value / base_value - 1) * scale
        end as result,
        case
            when measure = 'increment' and sign = 1 then now_low - base_high
            when measure = 'increment' then base_low - now_high
            when sign = 1 then (now_low / nullif(base_high, 0) - 1) * scale
            else (1 - now_high / nullif(base_low, 0)) * scale
        end as result_low,
        case
            when measure = 'increment' and sign = 1 then now_high - base_low
            when measure = 'increment' then base_high - now_low
            when sign = 1 then (now_high / nullif(base_low, 0) - 1) * scale
            else (1 - now_low / nullif(base_high, 0)) * scale
        end as result_high
    from paired
    where choice = 1
)

select
    case when canonical_unit = '倍' then 'multiple' else 'growth' end as kind,
    case
        when now_bulletin_id = bulletin_id and base_bulletin_id = bulletin_id then 'within' else 'across'
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
    [observation_id, now_id, base_id] as observation_ids,
    cast(year as varchar) || ' against ' || cast(base_year as varchar) || ': '
    || cast(now_value as varchar) || ' and ' || cast(base_value as varchar) as explanation
from computed
