{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_esco', 'esco_concept_schemes') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('concept_scheme_uri', 200) }} as concept_scheme_uri,
        {{ try_label('preferred_label', 255) }} as preferred_label,
        {{ try_label('title', 255) }} as title,
        {{ try_text('status', 32) }} as status,
        {{ null_if_blank('description') }} as description,
        {{ null_if_blank('top_concepts') }} as top_concepts,
        {{ any_missing(['concept_scheme_uri']) }} as is_missing_value,
        {{ any_too_long(
            texts={'concept_scheme_uri': 200, 'status': 32},
            labels={'preferred_label': 255, 'title': 255}
        ) }}
            as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, concept_scheme_uri
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.concept_scheme_uri,
    typed.preferred_label,
    typed.title,
    typed.status,
    typed.description,
    typed.top_concepts,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
