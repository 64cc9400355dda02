with latest as (
    select
        indicator_id,
        region_id,
        target_year,
        year,
        value,
        value_high,
        qualifier,
        low,
        low_open,
        high,
        high_open,
        observation_id
    from {{ ref('int_target_actuals') }}
    where recency = 1
),

baselines as (
    select
        indicator_id,
        region_id,
        target_year,
        arg_min(year, recency) as year,
        arg_min(value, recency) as value,
        arg_min(observation_id, recency) as observation_id
    from {{ ref('int_target_actuals') }}
    where before_target
    group by indicator_id, region_id, target_year
),

paths as (
    select
        indicator_id,
        region_id,
        target_year,
        count(*) as actuals
    from {{ ref('int_target_actuals') }}
    group by indicator_id, region_id, target_year
),

judged as (
    select
        targets.indicator_id,
        targets.region_id,
        targets.target_year,
        targets.measure,
        targets.value,
        targets.value_high,
        targets.qualifier,
        targets.unit,
        targets.sense,
        targets.goal_low,
        targets.goal_high,
        targets.observation_id,
        targets.bulletin_id,
        latest.year as latest_year,
        latest.value as latest_value,
        latest.value_high as latest_value_high,
        latest.qualifier as latest_qualifier,
        latest.observation_id as latest_observation_id,
        case
            when latest.indicator_id is null or targets.sense is null then null
            -- wholly inside what surely meets the target
            when
                (
                    targets.goal_low is null
                    or (
                        latest.low is not null
                        and (
                            latest.low > targets.goal_low
                            or (latest.low = targets.goal_low and (latest.low_open or not targets.goal_low_open))
                        )
                    )
                )
                and (
                    targets.goal_high is null
                    or (
                        latest.high is not null
                        and (
                            latest.high < targets.goal_high
                            or (latest.high = targets.goal_high and (latest.high_open or not targets.goal_high_open))
                        )
                    )
                )
                then true
            -- wholly outside what could possibly meet it
            when
                (
                    targets.goal_low is not null
                    and latest.high is not null
                    and (
                        latest.high < targets.goal_low - targets.vagueness
                        or (
                            latest.high = targets.goal_low - targets.vagueness
                            and (latest.high_open or targets.goal_low_open)
                        )
                    )
                )
                or (
                    targets.goal_high is not null
                    and latest.low is not null
                    and (
                        latest.low > targets.goal_high + targets.vagueness
                        or (
                            latest.low = targets.goal_high + targets.vagueness
                            and (latest.low_open or targets.goal_high_open)
                        )
                    )
                )
                then false
        end as met
    from {{ ref('int_targets') }} as targets
    left join latest
        on
            targets.indicator_id = latest.indicator_id
            and targets.region_id = latest.region_id
            and targets.target_year = latest.target_year
)

select
    judged.indicator_id,
    judged.region_id,
    cast(judged.target_year as integer) as target_year,
    judged.measure,
    judged.value as target_value,
    judged.value_high as target_value_high,
    judged.qualifier as target_qualifier,
    judged.unit,
    cast(baselines.year as integer) as baseline_year,
    baselines.value as baseline_value,
    cast(judged.latest_year as integer) as latest_year,
    judged.latest_value,
    judged.latest_value_high,
    judged.latest_qualifier,
    judged.met,
    case
        when judged.met is null then null
        when judged.sense = 'up' then round(judged.goal_low - judged.latest_value, 9)
        when judged.sense = 'down' then round(judged.latest_value - judged.goal_high, 9)
        else
            round(greatest(judged.goal_low - judged.latest_value, judged.latest_value - judged.goal_high), 9)
    end as gap,
    cast(judged.target_year - judged.latest_year as integer) as years_left,
    coalesce(paths.actuals, 0) as actuals,
    judged.observation_id,
    judged.bulletin_id,
    baselines.observation_id as baseline_observation_id,
    judged.latest_observation_id
from judged
left join baselines
    on
        judged.indicator_id = baselines.indicator_id
        and judged.region_id = baselines.region_id
        and judged.target_year = baselines.target_year
left join paths
    on
        judged.indicator_id = paths.indicator_id
        and judged.region_id = paths.region_id
        and judged.target_year = paths.target_year
order by judged.indicator_id, judged.region_id, judged.target_year
