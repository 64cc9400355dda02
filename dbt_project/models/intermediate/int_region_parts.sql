-- Which region is a part of which: by the gazetteer's parents at any depth, and by the members of groupings.
with recursive ancestry as (
    select
        region_id as part_id,
        parent_region_id as whole_id
    from {{ ref('stg_regions') }}
    where parent_region_id is not null
    union
    select
        ancestry.part_id,
        regions.parent_region_id as whole_id
    from ancestry
    inner join {{ ref('stg_regions') }} as regions
        on ancestry.whole_id = regions.region_id
    where regions.parent_region_id is not null
),

members as (
    select
        parts.region_id as part_id,
        wholes.region_id as whole_id
    from {{ ref('region_members') }} as listed
    inner join {{ ref('stg_regions') }} as wholes
        on listed.grouping = wholes.region and wholes.level = 'grouping'
    inner join {{ ref('stg_regions') }} as parts
        on listed.member = parts.region and parts.level = 'province'
)

select
    part_id,
    whole_id,
    false as listed_member
from ancestry
union all
select
    part_id,
    whole_id,
    true as listed_member
from members
union all
select
    ancestry.part_id,
    members.whole_id,
    false as listed_member
from ancestry
inner join members
    on ancestry.whole_id = members.part_id
