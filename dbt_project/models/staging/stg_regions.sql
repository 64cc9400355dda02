select
    region_id,
    region,
    short_names,
    name_en,
    level,
    parent_region_id
from {{ source('raw', 'regions') }}
