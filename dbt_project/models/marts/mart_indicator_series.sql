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
    {{ series_columns('statements') }},
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
