select
    skills.*,
    places.place

from ({places}) as places
inner join ({skills}) as skills
    on
        places.taxonomy = skills.taxonomy
        and places.concept_key = skills.concept_key
