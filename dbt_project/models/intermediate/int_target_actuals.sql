-- Every actual figure that a target can be held against: of the same indicator, region and measure, not later than
-- the target is due. Totals count only for whole years; increments and changes only for the year of the target
-- itself, and so does what is to be counted anew in that year (建设200个), once it is reported later than the target:
-- neither what stands (现有300个) nor another year's count says how far it has come. The interval is what the bulletin
-- states, without rounding: 12 minutes are not under 12.
select
    targets.indicator_id,
    targets.region_id,
    targets.target_year,
    actuals.year,
    actuals.period_start,
    actuals.period_end,
    actuals.value,
    actuals.value_high,
    actuals.unit,
    actuals.qualifier,
    actuals.observation_id,
    actuals.bulletin_id,
    actuals.published_on,
    case when actuals.qualifier = 'exact' then actuals.value else actuals.low end as low,
    actuals.low_open,
    case
        when actuals.qualifier = 'exact' then coalesce(actuals.value_high, actuals.value) else actuals.high
    end as high,
    actuals.high_open,
    row_number() over (
        partition by targets.indicator_id, targets.region_id, targets.target_year
        order by actuals.period_end desc, actuals.period_start asc, actuals.series_id asc
    ) as recency,
    actuals.period_end <= targets.published_on as before_target
from {{ ref('int_targets') }} as targets
inner join {{ ref('int_statements') }} as actuals
    on
        targets.indicator_id = actuals.indicator_id
        and targets.region_id = actuals.region_id
        and targets.measure = actuals.measure
        and actuals.status = 'actual'
        and actuals.preference = 1
        and actuals.year <= targets.target_year
where
    case
        when targets.measure <> 'level'
            then actuals.year = targets.target_year and actuals.base_year is not distinct from targets.base_year
        when targets.counted_anew
            then
                actuals.counted_anew
                and actuals.year = targets.target_year
                and actuals.published_on > targets.published_on
        else
            (targets.nature in ('stock', 'rate') and not actuals.counted_anew)
            or (
                targets.nature = 'flow'
                and actuals.period_start = make_date(actuals.year, 1, 1)
                and actuals.period_end = make_date(actuals.year, 12, 31)
            )
    end
