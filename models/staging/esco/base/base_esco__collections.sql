{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_esco', 'esco_collections') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

known_concepts as (

    select
        batch_id,
        concept_ref,
        occupation_key as concept_key,
        'occupation' as concept_kind
    from {{ ref('stg_esco__occupations') }}
    union all
    select
        batch_id,
        concept_ref,
        skill_key as concept_key,
        'skill' as concept_kind
    from {{ ref('stg_esco__skills') }}
    union all
    select
        batch_id,
        concept_ref,
        skill_group_key as concept_key,
        'skill_group' as concept_kind
    from {{ ref('stg_esco__skill_groups') }}

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        left(source_file, locate('collection', lower(source_file)) - 1) as collection_name,
        {{ try_text('concept_uri', 120) }} as concept_uri,
        {{ null_if_blank('broader_uris') }} as broader_uris,
        {{ any_missing(['concept_uri']) }} as is_missing_value

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, collection_name, concept_uri
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.collection_name,
    typed.concept_uri,
    known_concepts.concept_kind,
    known_concepts.concept_key,
    typed.broader_uris,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when known_concepts.concept_key is null then 'unknown_concept'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
left join known_concepts
    on
        typed.batch_id = known_concepts.batch_id
        and typed.concept_uri = known_concepts.concept_ref
