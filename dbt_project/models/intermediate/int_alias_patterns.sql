-- Every alias ready for matching: what it forbids, what it explains of a phrase, and what it asks of unit and measure.
with forbidden as (
    select
        alias_id,
        {{ normalised("unnest(string_split(forbidden, '|'))") }} as word
    from {{ ref('aliases') }}
    where coalesce(forbidden, '') <> ''
),

forbidden_patterns as (
    select
        alias_id,
        {{ alternation('word') }} as pattern
    from forbidden
    group by alias_id
),

population_words as (
    select
        aliases.alias_id,
        {{ normalised('populations.word') }} as word
    from {{ ref('aliases') }} as aliases
    inner join {{ ref('populations') }} as populations
        on aliases.population = populations.population
),

population_patterns as (
    select
        alias_id,
        {{ alternation('word') }} as pattern
    from population_words
    group by alias_id
),

optional_words as (
    select
        alias_id,
        {{ normalised("unnest(string_split(optional, '|'))") }} as word
    from {{ ref('aliases') }}
    where coalesce(optional, '') <> ''
),

explaining_words as (
    select
        alias_id,
        word
    from {{ ref('int_alias_words') }}
    union
    select
        alias_id,
        word
    from optional_words
    where word <> ''
    union
    select
        alias_id,
        word
    from population_words
),

explaining_patterns as (
    select
        alias_id,
        {{ alternation('word') }} as pattern
    from explaining_words
    group by alias_id
),

head_words as (
    select
        alias_id,
        {{ normalised("unnest(string_split(head, '|'))") }} as word
    from {{ ref('aliases') }}
    where coalesce(head, '') <> ''
),

head_patterns as (
    select
        alias_id,
        '(' || {{ alternation('word') }} || ')(数|总数|数量|家数|个数)?$' as pattern
    from head_words
    group by alias_id
),

group_counts as (
    select
        alias_id,
        max(group_number) as word_groups
    from {{ ref('int_alias_words') }}
    group by alias_id
)

select
    aliases.alias_id,
    aliases.indicator_id,
    group_counts.word_groups,
    forbidden_patterns.pattern as forbidden_pattern,
    population_patterns.pattern as population_pattern,
    head_patterns.pattern as head_pattern,
    explaining_patterns.pattern as explaining_pattern,
    string_split(coalesce(aliases.units, ''), '|') as units,
    case when coalesce(aliases.context, '') <> '' then string_split(aliases.context, '|') end as contexts,
    case when coalesce(aliases.measures, '') <> '' then string_split(aliases.measures, '|') end as measures,
    'says ' || replace(aliases.required, ' ', ' + ')
    || case when coalesce(aliases.population, '') <> '' then ' of ' || aliases.population else '' end
    || case when coalesce(aliases.forbidden, '') <> '' then ', not ' || aliases.forbidden else '' end
    || case when coalesce(aliases.head, '') <> '' then ', ending in ' || aliases.head else '' end
    || case when coalesce(aliases.context, '') <> '' then ', in a sentence of ' || aliases.context else '' end
    || ' [' || aliases.alias_id || ']' as match_rule
from {{ ref('aliases') }} as aliases
inner join group_counts
    on aliases.alias_id = group_counts.alias_id
inner join explaining_patterns
    on aliases.alias_id = explaining_patterns.alias_id
left join forbidden_patterns
    on aliases.alias_id = forbidden_patterns.alias_id
left join population_patterns
    on aliases.alias_id = population_patterns.alias_id
left join head_patterns
    on aliases.alias_id = head_patterns.alias_id
