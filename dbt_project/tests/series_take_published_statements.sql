-- The agreed value is the value of the observation that it names.
select
    series.series_id,
    series.value,
    observations.value as observed
from {{ ref('mart_indicator_series') }} as series
inner join {{ ref('fct_observation') }} as observations
    on series.observation_id = observations.observation_id
where
    series.value <> observations.value
    or series.indicator_id <> observations.indicator_id
    or series.region_id <> observations.region_id
    or series.unit <> observations.unit
