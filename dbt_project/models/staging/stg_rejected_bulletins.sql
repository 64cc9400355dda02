select
    file_name,
    code,
    reason,
    remedy,
    bytes
from {{ source('raw', 'rejected_bulletins') }}
