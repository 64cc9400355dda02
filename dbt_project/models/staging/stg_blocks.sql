select
    bulletin_id,
    block_index,
    char_start,
    char_end,
    kind
from {{ source('raw', 'blocks') }}
