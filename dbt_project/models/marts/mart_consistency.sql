with checks as (
    {% for kind in ['sums', 'lists', 'changes', 'shares'] %}
    select
        {{ loop.index }} as source,
        {{ check_columns() | join(', ') }}
    from {{ ref('int_consistency_' ~ kind) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- a list of regions, or of what sums.csv adds up, is checked once, as what it is known to be
numbered as (
    select
        {{ check_columns() | join(', ') }},
        row_number() over (
            partition by kind, list_sort(observation_ids)
            order by source asc, explanation asc
        ) as saying
    from checks
)

select
    md5(concat_ws('|', kind, array_to_string(observation_ids, '|'))) as check_id,
    kind,
    reach,
    observation_id,
    bulletin_id,
    indicator_id,
    region_id,
    cast(year as integer) as year,
    unit,
    stated,
    stated_low,
    stated_high,
    round(computed, 9) as computed,
    round(computed_low, 9) as computed_low,
    round(computed_high, 9) as computed_high,
    holds,
    observation_ids,
    explanation
from numbered
where saying = 1
order by kind, bulletin_id, observation_id, check_id
