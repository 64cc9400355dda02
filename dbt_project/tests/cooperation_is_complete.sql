-- Every cooperation observation is in the mart, and nothing else is.
select coalesce(facts.observation_id, mart.observation_id) as observation_id
from (
    select observation_id
    from {{ ref('fct_observation') }}
    where cooperation
) as facts
full outer join {{ ref('mart_regional_cooperation') }} as mart
    on facts.observation_id = mart.observation_id
where facts.observation_id is null or mart.observation_id is null
