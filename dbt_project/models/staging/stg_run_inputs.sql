select
    version,
    extractor_version,
    code_version
from {{ source('raw', 'run_inputs') }}
