-- Units of aliases are compared in canonical form: a synonym there would never fit.
with alias_units as (
    select
        alias_id,
        unnest(string_split(units, '|')) as unit
    from {{ ref('aliases') }}
)

select
    alias_units.alias_id,
    alias_units.unit
from alias_units
inner join {{ ref('units') }} as units
    on alias_units.unit = units.unit
where units.canonical <> alias_units.unit
