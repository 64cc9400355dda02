-- Which observation is the regional part of which: same bulletin, subject, year, status, measure and unit, and a region
-- that lies in the other's. Days tell two figures apart only where both are stated. Of several wholes a listed
-- grouping is taken first, then the nearest in the text.
select
    parts.observation_id,
    wholes.observation_id as whole_observation_id,
    wholes.region_id as whole_region_id,
    wholes.value as whole_value,
    row_number() over (
        partition by parts.observation_id
        order by
            region_parts.listed_member desc, abs(wholes.char_start - parts.char_start) asc, wholes.observation_id asc
    ) as choice
from {{ ref('int_observations') }} as parts
inner join {{ ref('int_observations') }} as wholes
    on
        parts.bulletin_id = wholes.bulletin_id
        and parts.status = wholes.status
        and parts.measure = wholes.measure
        and parts.canonical_unit = wholes.canonical_unit
        and parts.year is not distinct from wholes.year
        and (
            (
                parts.period_start is not distinct from wholes.period_start
                and parts.period_end is not distinct from wholes.period_end
            )
            or parts.period_basis <> 'stated'
            or wholes.period_basis <> 'stated'
        )
        and parts.direction is not distinct from wholes.direction
        and parts.observation_id <> wholes.observation_id
        and (
            (parts.indicator_id is not null and parts.indicator_id = wholes.indicator_id)
            or (parts.indicator_id is null and wholes.indicator_id is null and parts.metric = wholes.metric)
        )
inner join {{ ref('int_region_parts') }} as region_parts
    on parts.region_id = region_parts.part_id and wholes.region_id = region_parts.whole_id
where parts.measure <> 'change_rate' and parts.canonical_unit not in ('%', '‰', '/10万')
