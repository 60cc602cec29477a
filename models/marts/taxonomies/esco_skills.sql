with

models as (

    select * from {{ ref('int_esco__models') }}

)

select
    models.model,
    skills.skill_key,
    skills.preferred_label,
    skills.skill_type,
    skills.reuse_level,
    skills.is_localised,
    skills.description,
    skills.definition,
    skills.scope_note,
    skills.status,
    skills.changed_on,
    skills.origin_uri,
    skills.concept_ref as origin_id,
    skills.uuid_history

from {{ ref('stg_esco__skills') }} as skills
inner join models on skills.batch_id = models.batch_id
