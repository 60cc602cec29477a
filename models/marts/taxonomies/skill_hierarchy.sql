with

models as (

    select * from {{ ref('int_esco__models') }}

)

select
    models.model,
    skill_hierarchy.concept_kind,
    skill_hierarchy.concept_key,
    skill_hierarchy.broader_kind,
    skill_hierarchy.broader_key

from {{ ref('stg_esco__skill_hierarchy') }} as skill_hierarchy
inner join models on skill_hierarchy.batch_id = models.batch_id
