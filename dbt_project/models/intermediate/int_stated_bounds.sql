-- What a stated number can mean: its written step (one in its last digit) and the interval that rounding and its
-- qualifier allow. A null bound is unbounded; counts written out in full are taken as exact.
with numerals as (
    select
        observations.observation_id,
        observations.value,
        observations.value_high,
        observations.qualifier,
        regexp_extract({{ normalised('observations.stated_text') }}, '[0-9][0-9,]*(\.[0-9]+)?') as mantissa,
        regexp_matches(observations.stated_text, '[万亿][余多来]') as hedged_after_magnitude,
        regexp_matches(observations.stated_text, '[余多来]') as hedged,
        coalesce(units.kind, 'count') as unit_kind
    from {{ ref('int_observations_corrected') }} as observations
    left join {{ ref('units') }} as units
        on observations.unit = units.unit
),

digits as (
    select
        observation_id,
        value,
        value_high,
        qualifier,
        hedged_after_magnitude,
        hedged,
        unit_kind,
        mantissa,
        length(split_part(mantissa, '.', 2)) as decimals,
        case
            when mantissa <> '' and value > 0 and cast(replace(mantissa, ',', '') as double) > 0
                then pow(10, round(log10(value / cast(replace(mantissa, ',', '') as double))))
            else 1
        end as magnitude,
        case
            when value = 0 or abs(value) >= 1e18 or value <> floor(value) then 1
            when mantissa <> '' and contains(mantissa, '.') then 1
            when mantissa <> '' then pow(10, length(regexp_extract(mantissa, '0*$')))
            else pow(10, length(regexp_extract(cast(cast(value as hugeint) as varchar), '0*$')))
        end as zeros_unit
    from numerals
),

steps as (
    select
        observation_id,
        value,
        value_high,
        qualifier,
        hedged,
        -- one in the last digit as written
        case when mantissa = '' then zeros_unit else magnitude / pow(10, decimals) end as step,
        -- one in the last digit that counts: a hedge covers trailing zeros, unless it follows the magnitude word
        case
            when mantissa = '' then zeros_unit
            when decimals > 0 or hedged_after_magnitude then magnitude / pow(10, decimals)
            else magnitude * zeros_unit
        end as hedge_step,
        unit_kind = 'count' and mantissa <> '' and decimals = 0 and magnitude = 1 as counted_exactly
    from digits
)

-- rounded far below any written digit, so that 39.4 ± 0.05 ends at 39.45
select
    observation_id,
    step,
    hedge_step,
    case
        when qualifier = 'exact' and counted_exactly then value
        when qualifier = 'exact' then round(value - step / 2, 12)
        when qualifier in ('about', 'nearly') then round(value - hedge_step, 12)
        when qualifier in ('over', 'at_least') then value
    end as low,
    qualifier = 'over' and not hedged as low_open,
    case
        when qualifier = 'exact' and counted_exactly then coalesce(value_high, value)
        when qualifier = 'exact' then round(coalesce(value_high, value) + step / 2, 12)
        when qualifier = 'about' then round(coalesce(value_high, value) + hedge_step, 12)
        when qualifier = 'over' and hedged then round(coalesce(value_high, value) + hedge_step, 12)
        when qualifier in ('nearly', 'under', 'at_most') then coalesce(value_high, value)
    end as high,
    qualifier in ('nearly', 'under') or (qualifier = 'over' and hedged) as high_open
from steps
