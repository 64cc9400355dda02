select
    indicator_id,
    name_zh,
    name_en,
    domain,
    unit,
    better,
    nature,
    definition,
    nullif(external_code, '') as external_code,
    nullif(family, '') as family,
    nullif(scope, '') as scope
from {{ ref('indicators') }}
order by indicator_id
