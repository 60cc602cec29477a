-- the occupations that a search finds: published ones by their words, written ones by their labels
select occupations.*
from (
    select
        {published_columns},
        places.place

    from ({places}) as places
    inner join taxonomy_occupations as published
        on
            places.taxonomy = published.taxonomy
            and places.concept_key = published.occupation_key
    {over_published}
    union all
    select
        {written_columns},
        places.place

    from ({places_of_written}) as places
    inner join {app}.custom_occupations as written
        on places.concept_key = written.occupation_key
    {over_written}
) as occupations
where {occupation_filter}
