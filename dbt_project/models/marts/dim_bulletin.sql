with counts as (
    select
        bulletin_id,
        count(*) as observations
    from {{ ref('int_observations') }}
    group by bulletin_id
)

select
    bulletins.bulletin_id,
    bulletins.file_name,
    bulletins.title,
    bulletins.title_basis,
    bulletins.publisher,
    bulletins.publisher_basis,
    cast(bulletins.publisher_tier as integer) as publisher_tier,
    bulletins.published_on,
    bulletins.published_on_basis,
    bulletins.source_url,
    bulletins.sha256,
    bulletins.characters,
    coalesce(counts.observations, 0) as observations,
    bulletins.copy_of
from {{ ref('int_bulletins') }} as bulletins
left join counts
    on bulletins.bulletin_id = counts.bulletin_id
where bulletins.standing <> 'quarantined'
order by bulletins.bulletin_id
