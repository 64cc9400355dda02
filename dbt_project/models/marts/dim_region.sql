select
    region_id,
    region,
    nullif(name_en, '') as name_en,
    level,
    nullif(parent_region_id, '') as parent_region_id
from {{ ref('stg_regions') }}
order by region_id
