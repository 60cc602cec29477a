select
    'onet' as taxonomy,
    element_id as skill_key,
    element_name as label,
    domain as skill_type,
    null as reuse_level,
    description

from {{ ref('elements') }}
where is_rated and domain <> ''
union all
select
    'esco' as taxonomy,
    skills.skill_key,
    skills.preferred_label as label,
    skills.skill_type,
    skills.reuse_level,
    skills.description

from {{ ref('esco_skills') }} as skills
inner join {{ ref('esco_models') }} as models on skills.model = models.model
where models.is_primary
