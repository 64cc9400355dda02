select
    bulletin_id,
    file_name,
    rule,
    reason
from {{ source('raw', 'quarantined_bulletins') }}
