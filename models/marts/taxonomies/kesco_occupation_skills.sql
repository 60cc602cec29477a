{{ config(materialized='view') }}

select
    candidates.kesco_key,
    skills.skill_key,
    skills.relation_type,
    candidates.occupation_key,
    candidates.method,
    candidates.confidence,
    candidates.is_link,
    candidates.model

from {{ ref('kesco_esco_candidates') }} as candidates
inner join {{ ref('esco_models') }} as models
    on candidates.model = models.model
inner join {{ ref('esco_occupation_skills') }} as skills
    on
        candidates.model = skills.model
        and candidates.occupation_key = skills.occupation_key
where
    models.is_primary
    and candidates.candidate_rank = 1
