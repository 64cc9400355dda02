-- Every observation as a figure that others can be held against: what it speaks of (its indicator, else its phrase
-- without the words of movement), and its period in one form. A stock or rate of 31 December is that of its year, and
-- one told of a span of years is that of their last; other periods stay as they are stated.
with movement as (
    select '(' || {{ alternation('word') }} || ')+$' as pattern
    from {{ ref('movement_words') }}
),

described as (
    select
        observations.*,
        coalesce(
            observations.indicator_id,
            'phrase:' || regexp_replace({{ normalised('observations.metric') }}, movement.pattern, '')
        ) as subject,
        coalesce(indicators.nature, case when units.kind = 'measure' then 'rate' end, 'unknown') as nature
    from {{ ref('int_observations') }} as observations
    cross join movement
    left join {{ ref('indicators') }} as indicators
        on observations.indicator_id = indicators.indicator_id
    left join {{ ref('units') }} as units
        on observations.canonical_unit = units.unit
)

select
    observation_id,
    bulletin_id,
    indicator_id,
    subject,
    nature,
    region_id,
    status,
    measure,
    direction,
    base_year,
    year,
    case
        when period_end is null then make_date(year, 1, 1)
        when nature not in ('stock', 'rate') then coalesce(period_start, period_end)
        when period_start = period_end and period_end = make_date(year, 12, 31) then make_date(year, 1, 1)
        when measure = 'level' and period_start < make_date(year, 1, 1)
            then case when period_end = make_date(year, 12, 31) then make_date(year, 1, 1) else period_end end
        else coalesce(period_start, period_end)
    end as period_start,
    coalesce(period_end, make_date(year, 12, 31)) as period_end,
    value,
    value_high,
    unit,
    canonical_unit,
    qualifier,
    stated_text,
    step,
    hedge_step,
    low,
    low_open,
    high,
    high_open,
    measure = 'level' and nature <> 'rate' and coalesce(wording = 'anew', nature = 'flow') as counted_anew,
    publisher_tier,
    published_on,
    char_start,
    char_end,
    starting,
    case
        when qualifier = 'exact' then 1
        when low is not null and high is not null then 2
        else 3
    end as exactness,
    case period_basis when 'stated' then 1 when 'context' then 2 else 3 end
    + case region_basis when 'stated' then 1 when 'context' then 2 else 3 end as basis
from described
