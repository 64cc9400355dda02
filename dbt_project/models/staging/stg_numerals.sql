select
    bulletin_id,
    char_start,
    char_end,
    text,
    outcome,
    observation_id
from {{ source('raw', 'numerals') }}
