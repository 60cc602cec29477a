{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_esco', 'esco_occupation_skill_relations') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

known_occupations as (

    select distinct
        batch_id,
        concept_ref,
        occupation_key,
        occupation_type
    from {{ ref('stg_esco__occupations') }}

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
        {{ try_text('occupation_ref', 120) }} as occupation_ref,
        {{ try_text('skill_ref', 120) }} as skill_ref,
        {{ listed_word('relation_type', 16) }} as relation_type,
        {{ listed_word('signalling_value_label', 16) }} as signalling_value_label,
        {{ try_decimal('signalling_value', 12, 6) }} as signalling_value,
        {{ is_unreadable('signalling_value', try_decimal('signalling_value', 12, 6)) }}
            as is_value_unreadable,
        {{ any_missing(['occupation_ref', 'skill_ref']) }} as is_missing_value

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, occupation_ref, skill_ref
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_ref,
    typed.skill_ref,
    known_occupations.occupation_key,
    known_skills.skill_key,
    typed.relation_type,
    typed.signalling_value_label,
    typed.signalling_value,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when known_occupations.occupation_key is null then 'unknown_occupation'
        when known_skills.skill_key is null then 'unknown_skill'
        when
            typed.relation_type is null
            and (
                typed.signalling_value_label is null
                or known_occupations.occupation_type = 'escooccupation'
            )
            then 'missing_value'
        when
            typed.relation_type not in ('essential', 'optional')
            or typed.signalling_value_label not in ('low', 'medium', 'high')
            then 'unknown_value'
        when typed.is_value_unreadable then 'not_a_number'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_ref = known_occupations.concept_ref
left join known_skills
    on
        typed.batch_id = known_skills.batch_id
        and typed.skill_ref = known_skills.concept_ref
