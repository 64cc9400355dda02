with differing as (
    select series_id
    from {{ ref('int_statements') }}
    group by series_id
    having
        count(
            distinct concat_ws('|', value, coalesce(value_high, value), qualifier, coalesce(direction, ''))
        ) > 1
),

compared as (
    select
        stated.series_id,
        stated.indicator_id,
        stated.region_id,
        stated.year,
        stated.period_start,
        stated.period_end,
        stated.status,
        stated.measure,
        stated.base_year,
        stated.observation_id,
        stated.bulletin_id,
        stated.value,
        stated.value_high,
        stated.unit,
        stated.qualifier,
        stated.direction,
        stated.stated_text,
        stated.publisher_tier,
        stated.published_on,
        stated.preference,
        chosen.observation_id as chosen_observation_id,
        chosen.value as chosen_value,
        coalesce(stated.direction, '') = coalesce(chosen.direction, '')
        and {{ overlaps('stated', 'chosen') }} as compatible_with_chosen,
        case
            when stated.preference = 1 then 'taken'
            when stated.publisher_tier <> chosen.publisher_tier then 'publisher_tier'
            when stated.exactness <> chosen.exactness or stated.step <> chosen.step then 'exactness'
            when coalesce(stated.published_on, date '0001-01-01') <> coalesce(chosen.published_on, date '0001-01-01')
                then 'recency'
            when stated.basis <> chosen.basis then 'basis'
            else 'order'
        end as reason
    from {{ ref('int_statements') }} as stated
    inner join differing
        on stated.series_id = differing.series_id
    inner join {{ ref('int_statements') }} as chosen
        on stated.series_id = chosen.series_id and chosen.preference = 1
)

select
    series_id,
    indicator_id,
    region_id,
    cast(year as integer) as year,
    period_start,
    period_end,
    status,
    measure,
    cast(base_year as integer) as base_year,
    observation_id,
    bulletin_id,
    value,
    value_high,
    unit,
    qualifier,
    direction,
    stated_text,
    cast(publisher_tier as integer) as publisher_tier,
    published_on,
    preference = 1 as taken,
    chosen_observation_id,
    compatible_with_chosen,
    bool_and(compatible_with_chosen) over (partition by series_id) as compatible,
    reason,
    case reason
        when 'taken' then 'the series takes this statement'
        when 'publisher_tier' then 'the statement taken has a publisher nearer to the authority'
        when 'exactness' then 'the statement taken is more exact'
        when 'recency' then 'the statement taken was published later'
        when 'basis' then 'the statement taken names its period and region more plainly'
        else 'nothing tells the statements apart; the first in order is taken'
    end as explanation
from compared
order by indicator_id, region_id, period_end, series_id, preference
