select
    written.occupation_key,
    written.skill_taxonomy,
    written.skill_key,
    written.relation_type

from {{ ref('stg_app__custom_occupation_skills') }} as written
inner join {{ ref('taxonomy_skills') }} as skills
    on
        written.skill_taxonomy = skills.taxonomy
        and written.skill_key = skills.skill_key
