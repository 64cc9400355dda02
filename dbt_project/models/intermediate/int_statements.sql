-- What bulletins state of one indicator, region, period, status and measure, best statement first: by the publisher's
-- tier, then exactness, then recency, then how surely period and region are known; the rest only keeps ties
-- deterministic. A stock or rate of 31 December is that of its year; other periods are never mixed.
with placed as (
    select
        observations.observation_id,
        observations.bulletin_id,
        observations.indicator_id,
        observations.region_id,
        observations.status,
        observations.measure,
        observations.direction,
        observations.base_year,
        observations.year,
        case
            when
                observations.period_end is null
                or (
                    indicators.nature in ('stock', 'rate')
                    and observations.period_start = observations.period_end
                    and observations.period_end = make_date(observations.year, 12, 31)
                )
                then make_date(observations.year, 1, 1)
            else coalesce(observations.period_start, observations.period_end)
        end as period_start,
        coalesce(observations.period_end, make_date(observations.year, 12, 31)) as period_end,
        observations.value,
        observations.value_high,
        observations.unit,
        observations.qualifier,
        observations.stated_text,
        observations.step,
        observations.hedge_step,
        observations.low,
        observations.low_open,
        observations.high,
        observations.high_open,
        observations.publisher_tier,
        observations.published_on,
        observations.char_start,
        observations.starting,
        case
            when observations.qualifier = 'exact' then 1
            when observations.low is not null and observations.high is not null then 2
            else 3
        end as exactness,
        case observations.period_basis when 'stated' then 1 when 'context' then 2 else 3 end
        + case observations.region_basis when 'stated' then 1 when 'context' then 2 else 3 end as basis
    from {{ ref('int_observations') }} as observations
    inner join {{ ref('indicators') }} as indicators
        on observations.indicator_id = indicators.indicator_id
    where observations.region_id is not null and observations.year is not null
),

-- the start of a movement within the period speaks of an earlier day than its end, which is the period's figure
ended as (
    select
        placed.*,
        bool_and(starting) over (
            partition by
                bulletin_id, indicator_id, region_id, period_start, period_end, status, measure, base_year
        ) as only_starting
    from placed
)

select
    md5(
        concat_ws(
            '|', indicator_id, region_id, period_start, period_end, status, measure,
            coalesce(cast(base_year as varchar), '')
        )
    ) as series_id,
    ended.* exclude (starting, only_starting),
    row_number() over (
        partition by indicator_id, region_id, period_start, period_end, status, measure, base_year
        order by
            publisher_tier asc,
            exactness asc,
            step asc,
            published_on desc nulls last,
            basis asc,
            bulletin_id asc,
            char_start asc
    ) as preference
from ended
where not starting or only_starting
