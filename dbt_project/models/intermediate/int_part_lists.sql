-- Which numbers a bulletin lists as parts of the number before them: what 其中 introduces up to the end of its
-- sentence, and what a bracket right behind the number holds. Parts are counted in the whole's unit, stand for the
-- same status, measure and year, and are not in a bracket of their own. What follows a semicolon belongs to the list
-- only where the list has a single part before it (其中南方25起，北方17起；发生在中小学的38起).
with numbers as (
    select
        observations.observation_id,
        observations.bulletin_id,
        observations.char_start,
        observations.char_end,
        observations.canonical_unit,
        observations.measure,
        observations.direction,
        observations.status,
        observations.year,
        regexp_extract({{ text_at('observations.char_end', 800) }}, '^[^\n]*') as tail
    from {{ ref('int_observations') }} as observations
    {{ join_window('observations') }}
    inner join {{ ref('units') }} as units
        on observations.canonical_unit = units.unit and units.additive
    where observations.measure in ('level', 'increment')
),

openings as (
    select
        numbers.*,
        -- a number in a bracket is the whole of no list outside it, nor does it come between a whole and its list
        lead(char_start) over (
            partition by
                bulletin_id, canonical_unit, measure, regexp_matches(tail, '^[^（）()。\n]*[）)]')
            order by char_start, observation_id
        ) as next_alike,
        regexp_matches(tail, '^[^（）()。\n]*[）)]') as bracketed,
        regexp_extract(tail, '^[（(][^（）()]*[）)]') as bracket,
        regexp_extract(tail, '^([^。；;]*[。；;]?\s*其中)', 1) as lead_in
    from numbers
),

lists as (
    select
        observation_id as whole_id,
        bulletin_id,
        canonical_unit,
        measure,
        direction,
        status,
        year,
        tail,
        char_end as whole_end,
        char_end as list_start,
        char_end + length(bracket) as list_end
    from openings
    where bracket <> '' and not contains(bracket, '其中')
    union all
    select
        observation_id as whole_id,
        bulletin_id,
        canonical_unit,
        measure,
        direction,
        status,
        year,
        tail,
        char_end as whole_end,
        char_end + length(lead_in) as list_start,
        char_end + length(lead_in) + length(
            regexp_extract(
                substr(tail, length(lead_in) + 1),
                case
                    when regexp_matches(lead_in, '[（(][^）)]*$') then '^[^）)]*'
                    else '^[^。]*'
                end
            )
        ) as list_end
    from openings
    where
        lead_in <> ''
        and (bracket = '' or contains(bracket, '其中'))
        and not (bracketed and regexp_matches(lead_in, '^[^（(]*[）)]'))
        and (next_alike is null or next_alike >= char_end + length(lead_in))
),

members as (
    select
        lists.whole_id,
        numbers.observation_id as part_id,
        numbers.char_start,
        lists.list_start,
        substr(
            lists.tail, lists.list_start - lists.whole_end + 1, numbers.char_start - lists.list_start
        ) as before_part,
        substr(lists.tail, lists.list_start - lists.whole_end + 1, 1) in ('（', '(') as in_bracket
    from lists
    inner join numbers
        on
            lists.bulletin_id = numbers.bulletin_id
            and lists.canonical_unit = numbers.canonical_unit
            and lists.measure = numbers.measure
            and lists.direction is not distinct from numbers.direction
            and lists.status = numbers.status
            and lists.year is not distinct from numbers.year
            and numbers.char_start >= lists.list_start
            and numbers.char_start < lists.list_end
),

placed as (
    select
        whole_id,
        part_id,
        char_start,
        length(regexp_replace(before_part, '[^；;]', '', 'g')) as segment
    from members
    where
        length(regexp_replace(before_part, '[^（(]', '', 'g')) - length(regexp_replace(before_part, '[^）)]', '', 'g'))
        = case when in_bracket then 1 else 0 end
),

counted as (
    select
        placed.*,
        count(*) filter (where segment = 0) over (partition by whole_id) as in_first_segment
    from placed
)

select
    whole_id,
    part_id,
    char_start
from counted
where segment = 0 or in_first_segment < 2
