-- A correction whose expected value is no longer there is out of date and must be settled.
select
    observation_id,
    field,
    expected,
    found
from {{ ref('int_corrections') }}
where not holds
