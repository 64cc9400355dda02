-- What was known on a date D: the rows with known_from <= D and (known_to is null or known_to > D). A bulletin without
-- a date is known on no date.
with known as (
    select
        series_id,
        published_on,
        min(preference) over (
            partition by series_id
            order by published_on
            range between unbounded preceding and current row
        ) as best
    from {{ ref('int_statements') }}
    where published_on is not null
),

dated as (
    select distinct
        series_id,
        published_on,
        best
    from known
),

changes as (
    select
        series_id,
        published_on,
        best,
        lag(best) over (partition by series_id order by published_on) as former
    from dated
),

vintages as (
    select
        series_id,
        best,
        published_on as known_from,
        lead(published_on) over (partition by series_id order by published_on) as known_to
    from changes
    where best is distinct from former
)

select
    {{ series_columns('statements') }},
    vintages.known_from,
    vintages.known_to
from vintages
inner join {{ ref('int_statements') }} as statements
    on vintages.series_id = statements.series_id and vintages.best = statements.preference
order by
    statements.indicator_id,
    statements.region_id,
    statements.period_end,
    statements.series_id,
    vintages.known_from
