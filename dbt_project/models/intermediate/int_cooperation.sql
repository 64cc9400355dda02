-- The programme and the mechanism of every cooperation observation: the word that stands nearest to the number
-- decides, first in the metric phrase, then in the region's name, then before the number in its sentence, then in the
-- heading, in the bulletin's title, and at last behind the number. A programme of several regions is not that of a
-- number from another region (云南三地 is not 京津冀三地). A mechanism is not taken from a region's name, from the title or
-- from behind the number: those speak of more than this number.
with observations as (
    select
        observations.observation_id,
        observations.metric,
        coalesce(observations.region, '') as region,
        observations.region_id,
        substr(
            observations.evidence, 1, greatest(observations.char_start - observations.evidence_start, 0)
        ) as before_number,
        observations.evidence,
        coalesce(observations.section, '') as section,
        coalesce(bulletins.title, '') as title
    from {{ ref('int_observations') }} as observations
    inner join {{ ref('int_bulletins') }} as bulletins
        on observations.bulletin_id = bulletins.bulletin_id
    where observations.cooperation
),

places as (
    select
        observation_id,
        1 as nearness,
        metric as words
    from observations
    union all
    select
        observation_id,
        2 as nearness,
        region as words
    from observations
    union all
    select
        observation_id,
        3 as nearness,
        before_number as words
    from observations
    union all
    select
        observation_id,
        6 as nearness,
        evidence as words
    from observations
    union all
    select
        observation_id,
        4 as nearness,
        section as words
    from observations
    union all
    select
        observation_id,
        5 as nearness,
        title as words
    from observations
),

programme_words as (
    select
        programme,
        unnest(string_split(words, '|')) as word
    from {{ ref('programmes') }}
),

partners as (
    select
        programmes.programme,
        regions.region_id
    from (
        select
            programme,
            unnest(string_split(partner_regions, '|')) as region
        from {{ ref('programmes') }}
        where contains(partner_regions, '|')
    ) as programmes
    inner join {{ ref('stg_regions') }} as regions
        on programmes.region = regions.region and regions.level <> 'county'
),

reach as (
    select
        programme,
        region_id
    from partners
    union
    select
        partners.programme,
        parts.part_id as region_id
    from partners
    inner join {{ ref('int_region_parts') }} as parts
        on partners.region_id = parts.whole_id
    union
    select
        partners.programme,
        parts.whole_id as region_id
    from partners
    inner join {{ ref('int_region_parts') }} as parts
        on partners.region_id = parts.part_id
),

programmes as (
    select
        places.observation_id,
        programme_words.programme,
        row_number() over (
            partition by places.observation_id
            order by
                places.nearness,
                {{ distance_back('places.words', 'programme_words.word') }},
                length(programme_words.word) desc,
                programme_words.programme
        ) as choice
    from places
    inner join programme_words
        on contains(places.words, programme_words.word)
    inner join observations
        on places.observation_id = observations.observation_id
    where
        observations.region_id is null
        or contains(observations.region, programme_words.word)
        or programme_words.programme not in (select partners.programme from partners)
        or exists (
            select 1
            from reach
            where reach.programme = programme_words.programme and reach.region_id = observations.region_id
        )
),

mechanism_words as (
    select
        mechanism,
        unnest(string_split(words, '|')) as word,
        false as in_metric_only
    from {{ ref('mechanisms') }}
    union all
    select
        mechanism,
        unnest(string_split(metric_words, '|')) as word,
        true as in_metric_only
    from {{ ref('mechanisms') }}
    where coalesce(metric_words, '') <> ''
),

mechanisms as (
    select
        places.observation_id,
        mechanism_words.mechanism,
        row_number() over (
            partition by places.observation_id
            order by
                places.nearness,
                mechanism_words.in_metric_only,
                {{ distance_back('places.words', 'mechanism_words.word') }},
                length(mechanism_words.word) desc,
                mechanism_words.mechanism
        ) as choice
    from places
    inner join mechanism_words
        on contains(places.words, mechanism_words.word)
    where places.nearness in (1, 3, 4) and (places.nearness = 1 or not mechanism_words.in_metric_only)
)

select
    observations.observation_id,
    programmes.programme,
    mechanisms.mechanism
from observations
left join programmes
    on observations.observation_id = programmes.observation_id and programmes.choice = 1
left join mechanisms
    on observations.observation_id = mechanisms.observation_id and mechanisms.choice = 1
