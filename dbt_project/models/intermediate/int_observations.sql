-- Every observation that readers may see, corrected and mapped, with what ranking and comparing it need. A sentence
-- that gives one indicator several values for one place and time speaks of several things that its phrases don't tell
-- apart (职工、居民次均住院费用分别为9436元和6321元): none of them is mapped. Nor is what is told of one institution, or how far one
-- figure lies from another.
with described as (
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
        count_wordings.wording,
        institutions.observation_id is not null as of_one_institution,
        -- where a stated movement or comparison starts: 从75家增至249家, 较上年（39.0%）降低
        (
            regexp_matches(
                substr(
                    observations.evidence, 1, greatest(observations.char_start - observations.evidence_start, 0)
                ),
                '[从由][^，,。；;、]{0,16}$'
            )
            and regexp_matches(
                substr(observations.evidence, observations.char_end - observations.evidence_start + 1, 8),
                '^[^。；;]{0,4}[至到]'
            )
        )
        or regexp_matches(
            substr(observations.evidence, 1, greatest(observations.char_start - observations.evidence_start, 0)),
            '[较比与于为是][^，,。；;（(）)]{0,8}(前一周|前一月|前一年|上年|上周|上月|去年|同期|水平)[^，,。；;（(）)]{0,6}[（(]$'
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
    left join {{ ref('int_metric_contexts') }} as contexts
        on observations.observation_id = contexts.observation_id
    left join {{ ref('int_metric_indicators') }} as metrics
        on
            observations.metric = metrics.metric
            and observations.unit = metrics.unit
            and observations.measure = metrics.measure
            and observations.region_id is not distinct from metrics.region_id
            and contexts.contexts is not distinct from metrics.contexts
    left join {{ ref('units') }} as units
        on observations.unit = units.unit
    left join {{ ref('stg_regions') }} as regions
        on observations.region_id = regions.region_id
    left join {{ ref('int_change_bases') }} as change_bases
        on observations.observation_id = change_bases.observation_id
    left join {{ ref('int_count_wordings') }} as count_wordings
        on observations.observation_id = count_wordings.observation_id
    left join {{ ref('int_single_institutions') }} as institutions
        on observations.observation_id = institutions.observation_id
),

-- the start of a movement may stand beside its end
told as (
    select
        described.*,
        count(distinct case when not starting then value end) over (
            partition by
                bulletin_id, evidence_start, indicator_id, region_id, status, measure, base_year, year, period_start,
                period_end, canonical_unit
        ) as values_in_sentence
    from described
),

judged as (
    select
        told.*,
        case
            when indicator_id is null then null
            when of_one_institution then 'told of one institution'
            when wording = 'distance' and measure = 'increment' then 'a distance to another figure'
            when values_in_sentence > 1 then 'its sentence gives several values'
        end as refused
    from told
)

select
    case when refused is null then indicator_id end as indicator_id,
    case when refused is null then match_rule end as match_rule,
    candidates,
    case when refused is not null then refused || ': ' || indicator_id end as refused,
    observation_id,
    bulletin_id,
    metric,
    value,
    value_high,
    unit,
    canonical_unit,
    qualifier,
    stated_text,
    measure,
    direction,
    base_year,
    status,
    status_basis,
    year,
    period_start,
    period_end,
    period_basis,
    region_id,
    region,
    region_basis,
    cooperation,
    section,
    char_start,
    char_end,
    evidence_start,
    evidence,
    corrected_fields,
    wording,
    starting,
    publisher_tier,
    published_on,
    step,
    hedge_step,
    low,
    low_open,
    high,
    high_open
from judged
