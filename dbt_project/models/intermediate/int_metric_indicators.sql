-- Which indicator a metric phrase speaks of. An alias fits a phrase when the phrase says one word of each of its
-- groups, none that it forbids, and ends as it asks, when its sentence says what it asks of that, when unit and
-- measure agree, when the population is the alias's own, and when almost nothing of the phrase stays unexplained. Of
-- the aliases that fit, the most specific decides; where two indicators fit equally well, none is taken.
with phrases as (
    select distinct
        observations.metric,
        observations.unit,
        observations.measure,
        observations.region_id,
        contexts.contexts,
        {{ normalised('observations.metric') }} as phrase,
        coalesce(units.canonical, observations.unit) as canonical_unit
    from {{ ref('int_observations_corrected') }} as observations
    left join {{ ref('units') }} as units
        on observations.unit = units.unit
    left join {{ ref('int_metric_contexts') }} as contexts
        on observations.observation_id = contexts.observation_id
),

metrics as (
    select distinct phrase
    from phrases
),

word_hits as (
    select
        metrics.phrase,
        words.alias_id,
        words.group_number,
        max(length(words.word)) as matched
    from metrics
    inner join {{ ref('int_alias_words') }} as words
        on contains(metrics.phrase, words.word)
    group by metrics.phrase, words.alias_id, words.group_number
),

alias_hits as (
    select
        phrase,
        alias_id,
        count(*) as groups_hit,
        sum(matched) as matched
    from word_hits
    group by phrase, alias_id
),

worded as (
    select
        alias_hits.phrase,
        alias_hits.matched,
        aliases.alias_id,
        aliases.indicator_id,
        aliases.word_groups,
        aliases.match_rule,
        aliases.units,
        aliases.contexts,
        aliases.measures,
        aliases.population_pattern is not null as asks_population,
        regexp_replace(alias_hits.phrase, aliases.explaining_pattern, ' ', 'g') as unexplained
    from alias_hits
    inner join {{ ref('int_alias_patterns') }} as aliases
        on alias_hits.alias_id = aliases.alias_id and alias_hits.groups_hit = aliases.word_groups
    where
        not coalesce(regexp_matches(alias_hits.phrase, aliases.forbidden_pattern), false)
        and coalesce(regexp_matches(alias_hits.phrase, aliases.population_pattern), true)
        and coalesce(regexp_matches(alias_hits.phrase, aliases.head_pattern), true)
),

restricting as (
    select {{ alternation(normalised('word')) }} as pattern
    from {{ ref('populations') }}
),

neutral as (
    select {{ alternation(normalised('word')) }} as pattern
    from {{ ref('neutral_words') }}
    where {{ normalised('word') }} <> ''
),

place_words as (
    select
        region_id,
        unnest(list_prepend(region, string_split(coalesce(short_names, ''), '|'))) as word
    from {{ ref('stg_regions') }}
    where region_id in (select phrases.region_id from phrases)
),

places as (
    select
        region_id,
        {{ alternation(normalised('word')) }} as pattern
    from place_words
    where {{ normalised('word') }} <> ''
    group by region_id
),

measured as (
    select
        phrases.metric,
        phrases.unit,
        phrases.measure,
        phrases.region_id,
        phrases.contexts,
        worded.matched,
        worded.alias_id,
        worded.indicator_id,
        worded.word_groups,
        worded.match_rule,
        worded.asks_population,
        {{ without('worded.unexplained', 'places.pattern') }} as unexplained
    from phrases
    inner join worded
        on phrases.phrase = worded.phrase
    left join places
        on phrases.region_id = places.region_id
    where
        (worded.measures is null or list_contains(worded.measures, phrases.measure))
        and (worded.contexts is null or list_has_any(worded.contexts, string_split(phrases.contexts, '|')))
        and case phrases.measure
            when 'change_rate' then phrases.canonical_unit in ('%', '‰', '倍', '百分点')
            when 'increment'
                then
                    list_contains(worded.units, phrases.canonical_unit)
                    or (phrases.canonical_unit = '百分点' and list_contains(worded.units, '%'))
            else list_contains(worded.units, phrases.canonical_unit)
        end
),

fitting as (
    select
        measured.metric,
        measured.unit,
        measured.measure,
        measured.region_id,
        measured.contexts,
        measured.alias_id,
        measured.indicator_id,
        measured.match_rule,
        rank() over (
            partition by
                measured.metric, measured.unit, measured.measure, measured.region_id, measured.contexts
            order by
                measured.word_groups desc,
                measured.asks_population desc,
                measured.matched desc,
                length(replace(regexp_replace(measured.unexplained, neutral.pattern, ' ', 'g'), ' ', '')) asc
        ) as specificity
    from measured
    cross join restricting
    cross join neutral
    where
        not regexp_matches(measured.unexplained, restricting.pattern)
        and length(replace(regexp_replace(measured.unexplained, neutral.pattern, ' ', 'g'), ' ', ''))
        <= {{ var('unexplained_characters') }}
)

select
    metric,
    unit,
    measure,
    region_id,
    contexts,
    case when count(distinct indicator_id) = 1 then min(indicator_id) end as indicator_id,
    case when count(distinct indicator_id) = 1 then arg_min(match_rule, alias_id) end as match_rule,
    string_agg(distinct indicator_id, ', ' order by indicator_id) as candidates
from fitting
where specificity = 1
group by metric, unit, measure, region_id, contexts
