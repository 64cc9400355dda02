select
    bulletin_id,
    sha256,
    file_name,
    raw_text,
    state,
    sequence
from {{ source('raw', 'bulletin_versions') }}
