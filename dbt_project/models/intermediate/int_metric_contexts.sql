-- Which of the words that aliases ask of the sentence an observation's sentence says, as one list: a bare 医院 is the
-- number of all hospitals only where the sentence counts institutions.
with context_words as (
    select distinct unnest(string_split(context, '|')) as word
    from {{ ref('aliases') }}
    where coalesce(context, '') <> ''
)

select
    observations.observation_id,
    string_agg(words.word, '|' order by words.word) as contexts
from {{ ref('int_observations_corrected') }} as observations
inner join context_words as words
    on contains(observations.evidence, words.word)
group by observations.observation_id
