-- Wholes against the sum of the parts that their own sentence lists. A list may leave parts out, so it breaks the
-- arithmetic only where it exceeds its whole; where a single one exceeds it, the two are hardly whole and part.
with summed as (
    select
        lists.whole_id,
        count(*) as parts,
        list(parts.observation_id order by parts.char_start) as part_ids,
        sum(parts.value order by parts.char_start) as computed,
        case when count(parts.low) = count(*) then sum(parts.low order by parts.char_start) end as low,
        bool_or(parts.low_open) as low_open,
        case when count(parts.high) = count(*) then sum(parts.high order by parts.char_start) end as high,
        bool_or(parts.high_open) as high_open,
        max(parts.low) as largest
    from {{ ref('int_part_lists') }} as lists
    inner join {{ ref('int_observations') }} as parts
        on lists.part_id = parts.observation_id
    group by lists.whole_id
    having count(*) > 1
)

select
    'sum' as kind,
    'within' as reach,
    wholes.observation_id,
    wholes.bulletin_id,
    wholes.indicator_id,
    wholes.region_id,
    wholes.year,
    wholes.unit,
    wholes.value as stated,
    wholes.low as stated_low,
    wholes.high as stated_high,
    summed.computed,
    summed.low as computed_low,
    summed.high as computed_high,
    case
        when {{ overlaps('wholes', 'summed') }} then true
        when summed.low > wholes.high and summed.largest <= wholes.high then false
    end as holds,
    list_prepend(wholes.observation_id, summed.part_ids) as observation_ids,
    'sum of ' || summed.parts || ' listed parts, '
    || case
        when summed.largest > wholes.high then 'which are hardly its parts, for one of them is larger'
        else 'which need not be all of them'
    end as explanation
from summed
inner join {{ ref('int_observations') }} as wholes
    on summed.whole_id = wholes.observation_id
