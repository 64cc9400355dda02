-- The extraction with the corrections ledger applied, for the bulletins that readers may see. A correction that does
-- not find what it expects stops the build here, whoever runs it.
with checked as (
    select
        observation_id,
        field,
        case
            when holds then value
            else
                error(
                    'Correction of ' || observation_id || '.' || field || ' expects ' || coalesce(expected, 'nothing')
                    || ' but finds ' || coalesce(found, 'nothing') || ': settle corrections.csv'
                )
        end as value
    from {{ ref('int_corrections') }}
),

corrections as (
    select
        observation_id,
        {% for field in correctable_fields() %}
        bool_or(field = '{{ field }}') as has_{{ field }},
        max(case when field = '{{ field }}' then value end) as {{ field }},
        {% endfor %}
        string_agg(field, ', ' order by field) as corrected_fields
    from checked
    group by observation_id
)

select
    observations.observation_id,
    observations.bulletin_id,
    observations.char_start,
    observations.char_end,
    {{ text_at('observations.char_start', 'observations.char_end - observations.char_start') }} as stated_text,
    {% for field, type in correctable_fields().items() %}
    case
        when corrections.has_{{ field }} then cast(nullif(corrections.{{ field }}, '') as {{ type }})
        else observations.{{ field }}
    end as {{ field }},
    {% endfor %}
    observations.status_basis,
    observations.period_basis,
    observations.region_basis,
    observations.section,
    observations.evidence_start,
    observations.evidence,
    corrections.corrected_fields
from {{ ref('stg_observations') }} as observations
inner join {{ ref('int_bulletins') }} as bulletins
    on observations.bulletin_id = bulletins.bulletin_id and bulletins.standing = 'published'
{{ join_window('observations') }}
left join corrections
    on observations.observation_id = corrections.observation_id
