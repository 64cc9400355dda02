-- Every bulletin with its publisher's tier, and whether its rows may reach a reader.
with tiers as (
    select
        bulletins.bulletin_id,
        publishers.tier,
        publishers.kind,
        row_number() over (
            partition by bulletins.bulletin_id
            order by length(publishers.pattern) desc, publishers.tier asc, publishers.pattern asc
        ) as specificity
    from {{ ref('stg_bulletins') }} as bulletins
    inner join {{ ref('publishers') }} as publishers
        on contains(bulletins.publisher, publishers.pattern)
),

quarantined as (
    select distinct bulletin_id
    from {{ ref('stg_quarantined_bulletins') }}
)

select
    bulletins.bulletin_id,
    bulletins.file_name,
    bulletins.title,
    bulletins.title_basis,
    bulletins.publisher,
    bulletins.publisher_basis,
    coalesce(tiers.tier, 4) as publisher_tier,
    coalesce(tiers.kind, 'unknown') as publisher_kind,
    bulletins.published_on,
    bulletins.published_on_basis,
    bulletins.source_url,
    bulletins.sha256,
    bulletins.characters,
    bulletins.raw_text,
    bulletins.copy_of,
    case
        when quarantined.bulletin_id is not null then 'quarantined'
        when bulletins.copy_of is not null then 'copy'
        else 'published'
    end as standing
from {{ ref('stg_bulletins') }} as bulletins
left join tiers
    on bulletins.bulletin_id = tiers.bulletin_id and tiers.specificity = 1
left join quarantined
    on bulletins.bulletin_id = quarantined.bulletin_id
