-- What share of each taxonomy is linked, in which way and how surely?
--
--     set @taxonomy = 'onet';
--
-- @taxonomy is onet, esco or kesco; NULL means all three. Of ESCO the primary model. One
-- row a taxonomy, way of linking and band of confidence: the occupations that have at
-- least one link by this method in this band or a surer one, and their share of all of
-- the taxonomy. n_linked_rated counts those that are or lead to an O*NET occupation with
-- ratings, for only they lead to a level. A link is worth its confidence, not its
-- number.

with

primary_model as (

    select *
    from {{ ref('esco_models') }}
    where is_primary

),

sizes as (

    select
        taxonomy,
        count(*) as n_occupations
    from {{ ref('taxonomy_occupations') }}
    group by taxonomy

),

bands as (

    select
        0.9e0 as least_confidence,
        'at least 0.9' as band
    union all
    select
        0.5e0 as least_confidence,
        'at least 0.5' as band
    union all
    select
        0e0 as least_confidence,
        'any' as band

),

links as (

    select
        crosswalk.from_taxonomy as taxonomy,
        crosswalk.from_key as occupation_key,
        crosswalk.to_taxonomy as linked_to,
        if(crosswalk.from_taxonomy = 'kesco', 'titles', crosswalk.method) as method,
        crosswalk.confidence,
        occupations.ratings_status = 'rated' as is_rated
    from {{ ref('occupation_crosswalk') }} as crosswalk
    inner join primary_model on crosswalk.model = primary_model.model
    left join {{ ref('occupations') }} as occupations
        on
            crosswalk.to_taxonomy = 'onet'
            and crosswalk.to_key = occupations.occupation_code
    union all
    select
        crosswalk.to_taxonomy as taxonomy,
        crosswalk.to_key as occupation_key,
        crosswalk.from_taxonomy as linked_to,
        if(crosswalk.from_taxonomy = 'kesco', 'titles', crosswalk.method) as method,
        crosswalk.confidence,
        occupations.ratings_status = 'rated' as is_rated
    from {{ ref('occupation_crosswalk') }} as crosswalk
    inner join primary_model on crosswalk.model = primary_model.model
    left join {{ ref('occupations') }} as occupations
        on
            crosswalk.to_taxonomy = 'onet'
            and crosswalk.to_key = occupations.occupation_code

)

select
    links.taxonomy,
    links.linked_to,
    links.method,
    bands.band,
    count(distinct links.occupation_key) as n_linked,
    sizes.n_occupations,
    cast(count(distinct links.occupation_key) / sizes.n_occupations as decimal(5, 4))
        as share_linked,
    count(distinct if(links.is_rated, links.occupation_key, null)) as n_linked_rated
from links
inner join sizes on links.taxonomy = sizes.taxonomy
inner join bands on links.confidence >= bands.least_confidence
where links.taxonomy = coalesce(@taxonomy, links.taxonomy)
group by
    links.taxonomy, links.linked_to, links.method, bands.band, bands.least_confidence,
    sizes.n_occupations
order by
    links.taxonomy asc,
    links.linked_to asc,
    links.method asc,
    bands.least_confidence desc
