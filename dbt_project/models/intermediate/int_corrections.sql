-- Every correction with what it finds in the extraction now. One that finds something else than it expects is out of
-- date: the source, or our reading of it, was fixed, and the row must go. Corrections of bulletins that are not in
-- this warehouse do not apply to it.
select
    corrections.observation_id,
    corrections.bulletin_id,
    corrections.field,
    corrections.value,
    corrections.expected,
    corrections.reason,
    corrections.reported_on,
    case corrections.field
        {%- for field in correctable_fields() %}
        when '{{ field }}' then cast(observations.{{ field }} as varchar)
        {%- endfor %}
    end as found,
    observations.observation_id is not null
    and case corrections.field
        {%- for field, type in correctable_fields().items() %}
        when '{{ field }}'
            then observations.{{ field }} is not distinct from try_cast(nullif(corrections.expected, '') as {{ type }})
        {%- endfor %}
        else false
    end as holds
from {{ ref('corrections') }} as corrections
inner join {{ ref('stg_bulletins') }} as bulletins
    on corrections.bulletin_id = bulletins.bulletin_id
left join {{ ref('stg_observations') }} as observations
    on
        corrections.observation_id = observations.observation_id
        and corrections.bulletin_id = observations.bulletin_id
