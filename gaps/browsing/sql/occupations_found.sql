-- the occupations that a search finds: published ones by their words, written ones by their labels
select
    occupations.*,
    places.place

from (
    select
        taxonomy,
        concept_key,
        min(place) as place
    from (
        {places}
        union all
        {places_of_written}
    ) as place_of_each
    group by taxonomy, concept_key
) as places
inner join ({occupations}) as occupations
    on
        places.taxonomy = occupations.taxonomy
        and places.concept_key = occupations.concept_key
where {occupation_filter}
