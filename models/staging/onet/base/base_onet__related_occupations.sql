{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_related_occupations') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

-- distinct: both servers then build the list once, with a key to look it up by
known_occupations as (

    select distinct
        batch_id,
        occupation_code
    from {{ ref('stg_onet__occupation_data') }}

),

known_related_occupations as (

    select distinct
        batch_id,
        occupation_code
    from {{ ref('stg_onet__occupation_data') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ try_text('related_onet_soc_code', 10) }} as related_occupation_code,
        {{ try_text('relatedness_tier', 20) }} as relatedness_tier,
        {{ try_integer('related_index') }} as related_rank,
        {{ any_missing([
            'onet_soc_code', 'related_onet_soc_code', 'relatedness_tier', 'related_index'
        ]) }} as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_code,
    typed.related_occupation_code,
    typed.relatedness_tier,
    typed.related_rank,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.occupation_code is null
            or not {{ is_occupation_code('typed.occupation_code') }}
            then 'bad_code_form'
        when
            typed.related_occupation_code is null
            or not {{ is_occupation_code('typed.related_occupation_code') }}
            then 'bad_code_form'
        when
            known_occupations.occupation_code is null
            or known_related_occupations.occupation_code is null
            then 'unknown_occupation'
        when typed.related_rank is null then 'not_a_number'
        when typed.relatedness_tier is null then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
left join known_related_occupations
    on
        typed.batch_id = known_related_occupations.batch_id
        and typed.related_occupation_code = known_related_occupations.occupation_code
