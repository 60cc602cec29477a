with

landed as (

    select landed.*
    from {{ source('landing_app', 'app_custom_occupation_skills') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

known_occupations as (

    select
        batch_id,
        occupation_key
    from {{ ref('stg_app__custom_occupations') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('occupation_key', 36) }} as occupation_key,
        {{ listed_word('skill_taxonomy', 16) }} as skill_taxonomy,
        {{ try_text('skill_key', 120) }} as skill_key,
        {{ listed_word('relation_type', 16) }} as relation_type,
        {{ any_missing(['occupation_key', 'skill_taxonomy', 'skill_key', 'relation_type']) }}
            as is_missing_value,
        {{ any_too_long(texts={'occupation_key': 36, 'skill_key': 120}) }} as is_too_long

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_key,
    typed.skill_taxonomy,
    typed.skill_key,
    typed.relation_type,
    case
        when typed.is_missing_value then 'missing_value'
        when typed.is_too_long then 'too_long'
        when
            typed.skill_taxonomy not in ('onet', 'esco')
            or typed.relation_type not in ('essential', 'optional')
            then 'unknown_value'
        when known_occupations.occupation_key is null then 'unknown_occupation'
    end as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_key = known_occupations.occupation_key
