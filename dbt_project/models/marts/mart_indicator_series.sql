with agreement as (
    select
        series_id,
        count(*) as statements,
        count(distinct bulletin_id) as sources,
        count(distinct concat_ws('|', value, coalesce(value_high, value), coalesce(direction, ''))) = 1
            as sources_agree,
        min(published_on) as first_published_on
    from {{ ref('int_statements') }}
    group by series_id
)

select
    statements.series_id,
    statements.indicator_id,
    statements.region_id,
    cast(statements.year as integer) as year,
    statements.period_start,
    statements.period_end,
    statements.status,
    statements.measure,
    statements.direction,
    cast(statements.base_year as integer) as base_year,
    statements.value,
    statements.value_high,
    statements.unit,
    statements.qualifier,
    statements.observation_id,
    statements.bulletin_id,
    agreement.sources,
    agreement.sources_agree,
    agreement.statements,
    statements.published_on as vintage,
    agreement.first_published_on
from {{ ref('int_statements') }} as statements
inner join agreement
    on statements.series_id = agreement.series_id
where statements.preference = 1
order by
    statements.indicator_id, statements.region_id, statements.period_end, statements.period_start, statements.series_id
