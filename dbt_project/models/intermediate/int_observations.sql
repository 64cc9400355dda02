-- Every observation that readers may see, corrected and mapped, with what ranking and comparing it need.
select
    observations.observation_id,
    observations.bulletin_id,
    metrics.indicator_id,
    metrics.match_rule,
    metrics.candidates,
    observations.metric,
    observations.value,
    observations.value_high,
    observations.unit,
    coalesce(units.canonical, observations.unit) as canonical_unit,
    observations.qualifier,
    observations.stated_text,
    observations.measure,
    observations.direction,
    change_bases.base_year,
    observations.status,
    observations.status_basis,
    observations.year,
    observations.period_start,
    observations.period_end,
    observations.period_basis,
    observations.region_id,
    regions.region,
    observations.region_basis,
    observations.cooperation,
    observations.section,
    observations.char_start,
    observations.char_end,
    observations.evidence_start,
    observations.evidence,
    observations.corrected_fields,
    -- the starting point of a stated movement: 从75家增至249家
    regexp_matches(
        substr(observations.evidence, 1, greatest(observations.char_start - observations.evidence_start, 0)),
        '[从由][^，,。；;、]{0,16}$'
    )
    and regexp_matches(
        substr(observations.evidence, observations.char_end - observations.evidence_start + 1, 8),
        '^[^。；;]{0,4}[至到]'
    ) as starting,
    bulletins.publisher_tier,
    bulletins.published_on,
    bounds.step,
    bounds.hedge_step,
    bounds.low,
    bounds.low_open,
    bounds.high,
    bounds.high_open
from {{ ref('int_observations_corrected') }} as observations
inner join {{ ref('int_bulletins') }} as bulletins
    on observations.bulletin_id = bulletins.bulletin_id
inner join {{ ref('int_stated_bounds') }} as bounds
    on observations.observation_id = bounds.observation_id
left join {{ ref('int_metric_indicators') }} as metrics
    on
        observations.metric = metrics.metric
        and observations.unit = metrics.unit
        and observations.measure = metrics.measure
        and observations.region_id is not distinct from metrics.region_id
left join {{ ref('units') }} as units
    on observations.unit = units.unit
left join {{ ref('stg_regions') }} as regions
    on observations.region_id = regions.region_id
left join {{ ref('int_change_bases') }} as change_bases
    on observations.observation_id = change_bases.observation_id
