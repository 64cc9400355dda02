-- The target of an indicator, region and year: a level where one is stated, else an increment, else a change. What
-- would meet it is the interval (goal_low, goal_high); between the sure and the possible bound of a vague target
-- nothing can be told.
with ranked as (
    select
        statements.series_id,
        statements.indicator_id,
        statements.region_id,
        statements.year,
        statements.period_end,
        statements.measure,
        statements.base_year,
        statements.value,
        statements.value_high,
        statements.unit,
        statements.qualifier,
        statements.hedge_step,
        statements.low_open,
        statements.observation_id,
        statements.bulletin_id,
        statements.published_on,
        statements.counted_anew,
        indicators.better,
        indicators.nature,
        case
            when statements.qualifier in ('over', 'at_least') then 'up'
            when statements.qualifier in ('under', 'at_most') then 'down'
            when statements.measure <> 'level' then 'up'
            when indicators.better = 'higher' then 'up'
            when indicators.better = 'lower' then 'down'
            when statements.value_high is not null then 'within'
        end as sense,
        row_number() over (
            partition by statements.indicator_id, statements.region_id, statements.year
            order by
                case statements.measure when 'level' then 1 when 'increment' then 2 else 3 end asc,
                statements.period_end desc,
                statements.period_start asc,
                statements.series_id asc
        ) as choice
    from {{ ref('int_statements') }} as statements
    inner join {{ ref('indicators') }} as indicators
        on statements.indicator_id = indicators.indicator_id
    where statements.status = 'target' and statements.preference = 1
)

select
    series_id,
    indicator_id,
    region_id,
    year as target_year,
    period_end,
    measure,
    base_year,
    value,
    value_high,
    unit,
    qualifier,
    observation_id,
    bulletin_id,
    published_on,
    counted_anew,
    nature,
    sense,
    case when sense in ('up', 'within') then value end as goal_low,
    coalesce(sense = 'up' and qualifier = 'over' and low_open, false) as goal_low_open,
    case
        when sense = 'down' then coalesce(value_high, value)
        when sense = 'within' then value_high
    end as goal_high,
    coalesce(sense = 'down' and qualifier = 'under', false) as goal_high_open,
    case when qualifier in ('about', 'nearly') then hedge_step else 0 end as vagueness
from ranked
where choice = 1
