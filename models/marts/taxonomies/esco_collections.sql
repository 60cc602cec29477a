with

models as (

    select * from {{ ref('int_esco__models') }}

)

select
    models.model,
    collections.collection_name,
    collections.concept_kind,
    collections.concept_key

from {{ ref('stg_esco__collections') }} as collections
inner join models on collections.batch_id = models.batch_id
