-- A population that no word names would let its alias fit everything.
select
    alias_id,
    population
from {{ ref('aliases') }}
where
    coalesce(population, '') <> ''
    and population not in (select populations.population from {{ ref('populations') }} as populations)
