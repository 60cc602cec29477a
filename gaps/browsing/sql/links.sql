-- the surest link to each occupation of another taxonomy, from either side of the crosswalk
with

links as (

    select
        to_taxonomy as taxonomy,
        to_key as concept_key,
        to_code as code,
        method,
        confidence,
        model

    from occupation_crosswalk
    where from_taxonomy = :taxonomy and from_key = :key
    union all
    select
        from_taxonomy as taxonomy,
        from_key as concept_key,
        from_code as code,
        method,
        confidence,
        model

    from occupation_crosswalk
    where to_taxonomy = :taxonomy and to_key = :key

),

ranked as (

    select
        links.*,
        row_number() over (
            partition by links.taxonomy, links.concept_key
            order by links.confidence desc, links.method
        ) as place

    from links
    inner join esco_models as models on links.model = models.model
    where models.is_primary and links.taxonomy <> 'onet_soc_2010'

)

select
    ranked.taxonomy,
    ranked.concept_key,
    ranked.code,
    others.label,
    ranked.method,
    ranked.confidence

from ranked
left join taxonomy_occupations as others
    on
        ranked.taxonomy = others.taxonomy
        and ranked.concept_key = others.occupation_key
where ranked.place = 1
order by ranked.confidence desc, ranked.taxonomy, ranked.concept_key
limit 100
