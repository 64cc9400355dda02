-- The regions that reference files name must be regions of the gazetteer.
with named as (
    select unnest(string_split(partner_regions, '|')) as region
    from {{ ref('programmes') }}
    where coalesce(partner_regions, '') <> ''
    union all
    select grouping as region
    from {{ ref('region_members') }}
    union all
    select member as region
    from {{ ref('region_members') }}
)

select region
from named
where region not in (select regions.region from {{ ref('stg_regions') }} as regions)
