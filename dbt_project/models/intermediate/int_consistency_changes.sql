-- Stated changes against the two levels that they speak of, in the same bulletin where it gives them, else in the
-- series; where the earlier level is nowhere stated, against what level and increment leave for it. A sentence may
-- give both levels itself, the earlier one in a bracket (阳性率为10.2%，较前一周（7.4%）上升2.8个百分点). A subject that the catalogue
-- doesn't know is held against its own bulletin only, and only where that states one level of it for a period. The
-- tolerance is what the written digits of all numbers leave open.
with figures as (
    select
        figures.observation_id,
        figures.bulletin_id,
        figures.indicator_id,
        figures.subject,
        coalesce(figures.region_id, '') as region_id,
        figures.measure,
        figures.direction,
        figures.year,
        figures.base_year,
        figures.period_start,
        figures.period_end,
        figures.unit,
        figures.canonical_unit,
        figures.value,
        figures.low,
        figures.high,
        figures.char_start,
        figures.starting,
        coalesce(statements.preference, 1) as preference
    from {{ ref('int_figures') }} as figures
    left join {{ ref('int_statements') }} as statements
        on figures.observation_id = statements.observation_id
    where figures.status = 'actual' and figures.year is not null and figures.subject <> 'phrase:'
),

-- in times, a level (是上年的2.6倍) is a quotient where a growth (增长1.6倍) is one less
in_text as (
    select
        observations.observation_id,
        observations.bulletin_id,
        observations.measure,
        observations.canonical_unit,
        observations.status,
        case
            when lag(observations.char_end) over by_place >= windows.window_start
                then {{ text_at(
                    'lag(observations.char_end) over by_place',
                    'greatest(least(observations.char_start - lag(observations.char_end) over by_place, 40), 0)'
                ) }}
        end as words_before,
        lag(observations.observation_id) over by_place as one_before,
        lag(observations.observation_id, 2) over by_place as two_before
    from {{ ref('int_observations') }} as observations
    {{ join_window('observations') }}
    window by_place as (
        partition by observations.bulletin_id order by observations.char_start, observations.observation_id
    )
),

bracketed as (
    select
        changes.observation_id,
        levels.observation_id as now_id,
        bases.observation_id as base_id,
        levels.canonical_unit as level_unit
    from in_text as changes
    inner join in_text as bases
        on changes.one_before = bases.observation_id
    inner join in_text as levels
        on changes.two_before = levels.observation_id
    where
        changes.status = 'actual' and bases.status = 'actual' and levels.status = 'actual'
        and bases.measure = 'level' and levels.measure = 'level'
        and bases.canonical_unit = levels.canonical_unit
        and regexp_matches(bases.words_before, '^[^，,。；;（(]{0,24}[，,]?约?[较比与为是][^，,。；;（()）]{0,12}[（(]$')
        and regexp_matches(changes.words_before, '^[）)][^，,。；;（()）]{0,10}$')
),

changes as (
    select
        figures.*,
        case when figures.direction = 'down' then -1 else 1 end as sign,
        case figures.canonical_unit when '%' then 100 when '‰' then 1000 else 1 end as scale,
        case
            when figures.measure = 'increment' then 'difference'
            when figures.canonical_unit = '番' then 'doubling'
            when figures.measure = 'level' then 'quotient'
            else 'growth'
        end as formula,
        bracketed.now_id as own_now_id,
        bracketed.base_id as own_base_id
    from figures
    left join bracketed
        on figures.observation_id = bracketed.observation_id
    where
        (figures.base_year < figures.year or bracketed.now_id is not null)
        and (
            figures.measure = 'increment'
            or (figures.measure = 'change_rate' and figures.canonical_unit in ('%', '‰', '倍', '番'))
            or figures.canonical_unit = '倍'
        )
),

told as (
    select
        *,
        count(distinct value) over (
            partition by bulletin_id, subject, region_id, period_start, period_end, canonical_unit
        ) as values_told
    from figures
    where measure = 'level' and canonical_unit <> '倍'
),

levels as (
    select *
    from told
    where indicator_id is not null or values_told = 1
),

current_levels as (
    select
        changes.observation_id as change_id,
        now.observation_id as now_id,
        now.bulletin_id as now_bulletin_id,
        now.canonical_unit,
        now.value as now_value,
        now.low as now_low,
        now.high as now_high,
        now.preference as now_preference,
        abs(now.char_start - changes.char_start) as distance
    from changes
    inner join levels as now
        on
            changes.own_now_id is null
            and changes.subject = now.subject
            and changes.region_id = now.region_id
            and changes.period_start = now.period_start
            and changes.period_end = now.period_end
            and not now.starting
            and (now.bulletin_id = changes.bulletin_id or changes.indicator_id is not null)
    union all
    select
        changes.observation_id as change_id,
        now.observation_id as now_id,
        now.bulletin_id as now_bulletin_id,
        now.canonical_unit,
        now.value as now_value,
        now.low as now_low,
        now.high as now_high,
        1 as now_preference,
        0 as distance
    from changes
    inner join figures as now
        on changes.own_now_id = now.observation_id
),

earlier_levels as (
    select
        changes.observation_id as change_id,
        base.canonical_unit,
        base.observation_id as base_id,
        base.bulletin_id as base_bulletin_id,
        base.value as base_value,
        base.low as base_low,
        base.high as base_high,
        base.preference as base_preference,
        0 as derived
    from changes
    inner join levels as base
        on
            changes.own_now_id is null
            and changes.subject = base.subject
            and changes.region_id = base.region_id
            and base.period_start = changes.period_start - to_years(cast(changes.year - changes.base_year as integer))
            and base.period_end = changes.period_end - to_years(cast(changes.year - changes.base_year as integer))
            and (base.bulletin_id = changes.bulletin_id or changes.indicator_id is not null)
    union all
    select
        changes.observation_id as change_id,
        base.canonical_unit,
        base.observation_id as base_id,
        base.bulletin_id as base_bulletin_id,
        base.value as base_value,
        base.low as base_low,
        base.high as base_high,
        1 as base_preference,
        0 as derived
    from changes
    inner join figures as base
        on changes.own_base_id = base.observation_id
    union all
    select
        changes.observation_id as change_id,
        now.canonical_unit,
        added.observation_id as base_id,
        added.bulletin_id as base_bulletin_id,
        now.now_value - added.sign * added.value as base_value,
        case when added.sign = 1 then now.now_low - added.high else now.now_low + added.low end as base_low,
        case when added.sign = 1 then now.now_high - added.low else now.now_high + added.high end as base_high,
        1 as base_preference,
        1 as derived
    from changes
    inner join changes as added
        on
            changes.formula <> 'difference'
            and changes.own_now_id is null
            and added.formula = 'difference'
            and changes.bulletin_id = added.bulletin_id
            and changes.subject = added.subject
            and changes.region_id = added.region_id
            and changes.base_year = added.base_year
            and changes.period_start = added.period_start
            and changes.period_end = added.period_end
    inner join current_levels as now
        on
            changes.observation_id = now.change_id
            and added.canonical_unit = now.canonical_unit
            and changes.bulletin_id = now.now_bulletin_id
),

paired as (
    select
        changes.*,
        now.now_id,
        now.now_bulletin_id,
        now.now_value,
        now.now_low,
        now.now_high,
        base.base_id,
        base.base_bulletin_id,
        base.base_value,
        base.base_low,
        base.base_high,
        base.derived,
        row_number() over (
            partition by changes.observation_id
            order by
                (now.now_bulletin_id = changes.bulletin_id and base.base_bulletin_id = changes.bulletin_id) desc,
                base.derived asc,
                (now.now_bulletin_id = changes.bulletin_id) desc,
                (base.base_bulletin_id = changes.bulletin_id) desc,
                now.now_preference asc,
                base.base_preference asc,
                now.distance asc,
                now.now_id asc,
                base.base_id asc
        ) as choice
    from changes
    inner join current_levels as now
        on changes.observation_id = now.change_id
    inner join earlier_levels as base
        on changes.observation_id = base.change_id and now.canonical_unit = base.canonical_unit
    where
        case
            when changes.formula = 'difference'
                then
                    changes.canonical_unit = now.canonical_unit
                    or (changes.canonical_unit = '百分点' and now.canonical_unit = '%')
                    or (changes.canonical_unit = '千分点' and now.canonical_unit = '‰')
            else base.base_value > 0 and now.now_value > 0
        end
),

-- of now and then: what the change would be, and within which bounds
moved as (
    select
        paired.*,
        case formula
            when 'difference' then now_value - base_value
            when 'doubling' then log2(now_value / base_value)
            when 'quotient' then now_value / base_value
            else (now_value / base_value - 1) * scale
        end as moved,
        case formula
            when 'difference' then now_low - base_high
            when 'doubling' then log2(greatest(now_low, 1e-9) / base_high)
            when 'quotient' then now_low / nullif(base_high, 0)
            else (now_low / nullif(base_high, 0) - 1) * scale
        end as moved_low,
        case formula
            when 'difference' then now_high - base_low
            when 'doubling' then log2(now_high / greatest(base_low, 1e-9))
            when 'quotient' then now_high / nullif(greatest(base_low, 0), 0)
            else (now_high / nullif(greatest(base_low, 0), 0) - 1) * scale
        end as moved_high
    from paired
    where choice = 1
),

computed as (
    select
        moved.*,
        sign * moved as result,
        case when sign = 1 then moved_low else -moved_high end as result_low,
        case when sign = 1 then moved_high else -moved_low end as result_high
    from moved
)

select
    case when canonical_unit in ('倍', '番') then 'multiple' else 'growth' end as kind,
    case
        when now_bulletin_id = bulletin_id and base_bulletin_id = bulletin_id then 'within' else 'across'
    end as reach,
    observation_id,
    bulletin_id,
    indicator_id,
    nullif(region_id, '') as region_id,
    year,
    unit,
    value as stated,
    low as stated_low,
    high as stated_high,
    result as computed,
    result_low as computed_low,
    result_high as computed_high,
    {{ can_be('result_low', 'result_high', 'low', 'high') }} as holds,
    [observation_id, now_id, base_id] as observation_ids,
    cast(year as varchar) || ' against ' || coalesce(cast(base_year as varchar), 'the figure in the bracket') || ': '
    || cast(now_value as varchar) || ' and ' || cast(base_value as varchar)
    || case when derived = 1 then ', which level and increment leave for it' else '' end as explanation
from computed
