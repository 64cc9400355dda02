-- Against which year a change is stated: the last base that the sentence names before the number. An increment takes
-- only a base of its own clause, for most increments are new things of the period itself; so does a level in times
-- (是上年的2.6倍), which is a change by another name.
with prefixes as (
    select
        observation_id,
        year,
        measure,
        case
            when measure = 'change_rate' then substr(evidence, 1, greatest(char_start - evidence_start, 0))
            else
                regexp_extract(
                    substr(evidence, 1, greatest(char_start - evidence_start, 0)), '[^，,；;。：:、（）()]*$'
                )
        end as prefix
    from {{ ref('int_observations_corrected') }}
    where measure in ('change_rate', 'increment') or unit = '倍'
),

named_years as (
    select
        observation_id,
        try_cast(regexp_extract(prefix, '(?s).*[较比与从由是]((?:19|20)[0-9]{2})年', 1) as integer) as base_year,
        length(prefix) - length(regexp_extract(prefix, '(?s).*[较比与从由是](?:19|20)[0-9]{2}年')) as distance
    from prefixes
    where regexp_matches(prefix, '[较比与从由是](19|20)[0-9]{2}年')
),

worded_years as (
    select
        prefixes.observation_id,
        coalesce(bases.base_year, prefixes.year - bases.years_back) as base_year,
        {{ distance_back('prefixes.prefix', 'bases.word') }} - 1 as distance
    from prefixes
    inner join {{ ref('change_bases') }} as bases
        on contains(prefixes.prefix, bases.word)
),

bases as (
    select
        observation_id,
        base_year,
        distance
    from named_years
    union all
    select
        observation_id,
        base_year,
        distance
    from worded_years
)

select
    observation_id,
    arg_min(base_year, distance) as base_year
from bases
group by observation_id
