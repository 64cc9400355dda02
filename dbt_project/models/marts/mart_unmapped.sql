with unmapped as (
    select
        metric,
        unit,
        {{ normalised('metric') }} as phrase,
        count(*) as occurrences,
        count(distinct bulletin_id) as bulletins,
        min(candidates) as candidates,
        min(refused) as refused,
        arg_min(
            observation_id, bulletin_id || lpad(cast(char_start as varchar), 12, '0') || observation_id
        ) as observation_id
    from {{ ref('int_observations') }}
    where indicator_id is null
    group by metric, unit
),

phrases as (
    select distinct phrase
    from unmapped
    where length(phrase) > 1
),

phrase_positions as (
    select
        phrase,
        unnest(range(1, length(phrase))) as position
    from phrases
),

phrase_pieces as (
    select distinct
        phrase,
        substr(phrase, position, 2) as piece
    from phrase_positions
),

names as (
    select
        indicator_id,
        {{ normalised('name_zh') }} as name
    from {{ ref('indicators') }}
),

name_positions as (
    select
        indicator_id,
        name,
        unnest(range(1, length(name))) as position
    from names
),

name_pieces as (
    select distinct
        indicator_id,
        substr(name, position, 2) as piece
    from name_positions
),

phrase_counts as (
    select
        phrase,
        count(*) as pieces
    from phrase_pieces
    group by phrase
),

name_counts as (
    select
        indicator_id,
        count(*) as pieces
    from name_pieces
    group by indicator_id
),

common as (
    select
        phrase_pieces.phrase,
        name_pieces.indicator_id,
        count(*) as pieces
    from phrase_pieces
    inner join name_pieces
        on phrase_pieces.piece = name_pieces.piece
    group by phrase_pieces.phrase, name_pieces.indicator_id
),

ranked as (
    select
        common.phrase,
        common.indicator_id,
        row_number() over (
            partition by common.phrase
            order by
                cast(common.pieces as double) / (phrase_counts.pieces + name_counts.pieces) desc,
                common.indicator_id asc
        ) as nearness
    from common
    inner join phrase_counts
        on common.phrase = phrase_counts.phrase
    inner join name_counts
        on common.indicator_id = name_counts.indicator_id
),

nearest as (
    select
        phrase,
        list(indicator_id order by nearness) as nearest_indicators
    from ranked
    where nearness <= {{ var('nearest_indicators') }}
    group by phrase
)

select
    unmapped.metric,
    unmapped.unit,
    unmapped.occurrences,
    unmapped.bulletins,
    case
        when unmapped.refused is not null then unmapped.refused
        when unmapped.candidates is null then 'no alias fits'
        else 'several indicators fit: ' || unmapped.candidates
    end as reason,
    examples.observation_id,
    examples.bulletin_id,
    examples.value as example_value,
    examples.evidence,
    coalesce(nearest.nearest_indicators, []) as nearest_indicators
from unmapped
inner join {{ ref('int_observations') }} as examples
    on unmapped.observation_id = examples.observation_id
left join nearest
    on unmapped.phrase = nearest.phrase
order by unmapped.occurrences desc, unmapped.bulletins desc, unmapped.metric asc, unmapped.unit asc
