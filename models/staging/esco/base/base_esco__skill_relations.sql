{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_esco', 'esco_skill_relations') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

known_skills as (

    select distinct
        batch_id,
        concept_ref,
        skill_key
    from {{ ref('stg_esco__skills') }}

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('requiring_ref', 120) }} as requiring_ref,
        {{ try_text('required_ref', 120) }} as required_ref,
        {{ listed_word('relation_type', 16) }} as relation_type,
        {{ any_missing([
            'requiring_ref', 'required_ref', 'relation_type'
        ]) }} as is_missing_value

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, requiring_ref, required_ref
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.requiring_ref,
    typed.required_ref,
    requiring.skill_key as requiring_key,
    required.skill_key as required_key,
    typed.relation_type,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when requiring.skill_key is null or required.skill_key is null then 'unknown_skill'
        when
            typed.relation_type is null
            or typed.relation_type not in ('essential', 'optional')
            then 'unknown_value'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
left join known_skills as requiring
    on
        typed.batch_id = requiring.batch_id
        and typed.requiring_ref = requiring.concept_ref
left join known_skills as required
    on
        typed.batch_id = required.batch_id
        and typed.required_ref = required.concept_ref
