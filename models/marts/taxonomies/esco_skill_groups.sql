with

models as (

    select * from {{ ref('int_esco__models') }}

)

select
    models.model,
    skill_groups.skill_group_key,
    skill_groups.code,
    skill_groups.preferred_label,
    skill_groups.description,
    skill_groups.scope_note,
    skill_groups.origin_uri,
    skill_groups.concept_ref as origin_id,
    skill_groups.uuid_history

from {{ ref('stg_esco__skill_groups') }} as skill_groups
inner join models on skill_groups.batch_id = models.batch_id
