with

models as (

    select * from {{ ref('int_esco__models') }}

)

select
    models.model,
    relations.requiring_key,
    relations.required_key,
    relations.relation_type

from {{ ref('stg_esco__skill_relations') }} as relations
inner join models on relations.batch_id = models.batch_id
