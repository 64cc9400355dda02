-- The words of every alias: one row a word of a group, of which the metric phrase must say one.
with groups as (
    select
        alias_id,
        string_split(required, ' ') as word_groups,
        generate_subscripts(string_split(required, ' '), 1) as group_number
    from {{ ref('aliases') }}
),

words as (
    select
        alias_id,
        group_number,
        unnest(string_split(word_groups[group_number], '|')) as word
    from groups
)

select distinct
    alias_id,
    group_number,
    {{ normalised('word') }} as word
from words
