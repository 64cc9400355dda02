-- Every correction with what it finds in the extraction now. One that finds something else than it expects is out of
-- date: the source, or our reading of it, was fixed, and the row must go. Corrections of bulletins that are not in
-- this warehouse do not apply to it.
with compared as (
    select
        corrections.observation_id,
        corrections.bulletin_id,
        corrections.field,
        corrections.value,
        corrections.expected,
        corrections.reason,
        corrections.reported_on,
        observations.observation_id is not null as exists_here,
        case corrections.field
            {% for field in correctable_fields() %}
            when '{{ field }}' then cast(observations.{{ field }} as varchar)
            {% endfor %}
        end as found,
        -- in the form that the field's type gives it, so that 3.10 expects 3.1
        case corrections.field
            {% for field, type in correctable_fields().items() %}
            when '{{ field }}' then cast(try_cast(nullif(corrections.expected, '') as {{ type }}) as varchar)
            {% endfor %}
        end as expected_value
    from {{ ref('corrections') }} as corrections
    inner join {{ ref('stg_bulletins') }} as bulletins
        on corrections.bulletin_id = bulletins.bulletin_id
    left join {{ ref('stg_observations') }} as observations
        on
            corrections.observation_id = observations.observation_id
            and corrections.bulletin_id = observations.bulletin_id
)

select
    observation_id,
    bulletin_id,
    field,
    value,
    expected,
    reason,
    reported_on,
    found,
    exists_here and coalesce(found, '') = coalesce(expected_value, '') as holds
from compared
