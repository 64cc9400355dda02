-- What bulletins state of one indicator, region, period, status and measure, best statement first: by the publisher's
-- tier, then exactness, then recency, then how surely period and region are known; the rest only keeps ties
-- deterministic. Different periods are never mixed.
with placed as (
    select *
    from {{ ref('int_figures') }}
    where indicator_id is not null and region_id is not null and year is not null
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
    ended.* exclude (subject, nature, starting, only_starting, char_end),
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
