-- Which occupations does no link lead from, or none that is sure enough?
--
--     set @taxonomy = 'kesco', @least_confidence = 0.9;
--
-- @taxonomy is onet, esco or kesco; NULL means all three. @least_confidence is a share
-- from 0 to 1; NULL means 0, any link. Links are those of the primary ESCO model:
-- between O*NET and ESCO for these two, to ESCO for KeSCO. One row an occupation, with
-- the best link that it has.

with

primary_model as (

    select *
    from {{ ref('esco_models') }}
    where is_primary

),

links as (

    select
        crosswalk.from_taxonomy as taxonomy,
        crosswalk.from_key as occupation_key,
        crosswalk.confidence
    from {{ ref('occupation_crosswalk') }} as crosswalk
    inner join primary_model on crosswalk.model = primary_model.model
    union all
    select
        crosswalk.to_taxonomy as taxonomy,
        crosswalk.to_key as occupation_key,
        crosswalk.confidence
    from {{ ref('occupation_crosswalk') }} as crosswalk
    inner join primary_model on crosswalk.model = primary_model.model
    where crosswalk.from_taxonomy = 'esco'

),

best_links as (

    select
        taxonomy,
        occupation_key,
        max(confidence) as best_confidence
    from links
    group by taxonomy, occupation_key

)

select
    occupations.taxonomy,
    occupations.code,
    occupations.label,
    occupations.occupation_key,
    best_links.best_confidence
from {{ ref('taxonomy_occupations') }} as occupations
left join best_links
    on
        occupations.taxonomy = best_links.taxonomy
        and occupations.occupation_key = best_links.occupation_key
where
    occupations.taxonomy in ('onet', 'esco', 'kesco')
    and occupations.taxonomy = coalesce(@taxonomy, occupations.taxonomy)
    and (
        best_links.best_confidence is null
        or best_links.best_confidence < coalesce(@least_confidence, 0)
    )
order by
    occupations.taxonomy asc,
    occupations.code asc,
    occupations.occupation_key asc
