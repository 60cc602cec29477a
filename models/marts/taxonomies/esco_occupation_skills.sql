with

models as (

    select * from {{ ref('int_esco__models') }}

)

select
    models.model,
    relations.occupation_key,
    relations.skill_key,
    relations.relation_type,
    relations.signalling_value_label,
    relations.signalling_value

from {{ ref('stg_esco__occupation_skill_relations') }} as relations
inner join models on relations.batch_id = models.batch_id
