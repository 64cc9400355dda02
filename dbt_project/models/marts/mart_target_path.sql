select
    indicator_id,
    region_id,
    cast(target_year as integer) as target_year,
    cast(year as integer) as year,
    period_start,
    period_end,
    value,
    value_high,
    unit,
    qualifier,
    coalesce(before_target, false) as before_target,
    recency = 1 as latest,
    observation_id,
    bulletin_id
from {{ ref('int_target_actuals') }}
order by indicator_id, region_id, target_year, period_end, observation_id
