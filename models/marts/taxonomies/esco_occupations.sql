with

models as (

    select * from {{ ref('int_esco__models') }}

)

select
    models.model,
    occupations.occupation_key,
    occupations.code,
    occupations.preferred_label,
    occupations.group_code,
    occupations.occupation_type,
    occupations.is_localised,
    occupations.description,
    occupations.definition,
    occupations.scope_note,
    occupations.regulated_profession_note,
    occupations.nace_code,
    occupations.status,
    occupations.changed_on,
    occupations.origin_uri,
    occupations.concept_ref as origin_id,
    occupations.uuid_history

from {{ ref('stg_esco__occupations') }} as occupations
inner join models on occupations.batch_id = models.batch_id
