-- Whether the words of its clause before a number count what is done in the period (建设200个) or say what stands at its
-- end (达到200个); and which increments are distances to another figure (高于全国平均2.71个百分点), no changes. The last such word
-- decides; most numbers have none.
with prefixes as (
    select
        observation_id,
        measure,
        regexp_extract(
            substr(evidence, 1, greatest(char_start - evidence_start, 0)), '[^，,；;。：:\n]{0,40}$'
        ) as prefix
    from {{ ref('int_observations_corrected') }}
    where measure in ('level', 'increment')
)

select
    prefixes.observation_id,
    arg_min(
        words.wording, 100 * {{ distance_back('prefixes.prefix', 'words.word') }} - length(words.word)
    ) as wording
from prefixes
inner join {{ ref('count_words') }} as words
    on
        contains(prefixes.prefix, words.word)
        and (prefixes.measure = 'increment') = (words.wording = 'distance')
group by prefixes.observation_id
