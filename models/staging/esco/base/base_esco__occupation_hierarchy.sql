{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_esco', 'esco_occupation_hierarchy') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

known_concepts as (

    select
        batch_id,
        concept_ref,
        group_key as concept_key,
        'group' as concept_kind
    from {{ ref('stg_esco__occupation_groups') }}
    union all
    select
        batch_id,
        concept_ref,
        occupation_key as concept_key,
        'occupation' as concept_kind
    from {{ ref('stg_esco__occupations') }}

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('concept_ref', 120) }} as concept_ref,
        {{ try_text('broader_ref', 120) }} as broader_ref,
        {{ any_missing(['concept_ref', 'broader_ref']) }} as is_missing_value

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, concept_ref, broader_ref
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.concept_ref,
    typed.broader_ref,
    concepts.concept_kind,
    concepts.concept_key,
    broader.concept_kind as broader_kind,
    broader.concept_key as broader_key,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when typed.concept_ref is null or typed.broader_ref is null then 'too_long'
        when concepts.concept_key is null or broader.concept_key is null then 'unknown_concept'
        when typed.concept_ref = typed.broader_ref then 'own_parent'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
left join known_concepts as concepts
    on
        typed.batch_id = concepts.batch_id
        and typed.concept_ref = concepts.concept_ref
left join known_concepts as broader
    on
        typed.batch_id = broader.batch_id
        and typed.broader_ref = broader.concept_ref
