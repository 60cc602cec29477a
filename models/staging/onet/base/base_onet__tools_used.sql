{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_tools_used') }} as landed
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

known_commodities as (

    select distinct
        batch_id,
        commodity_code
    from {{ ref('stg_onet__unspsc_reference') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ try_text('example', 150) }} as example,
        {{ try_text('commodity_code', 8) }} as commodity_code,
        {{ try_text('commodity_title', 255) }} as commodity_title,
        {{ any_missing([
            'onet_soc_code', 'example', 'commodity_code', 'commodity_title'
        ]) }} as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_code,
    typed.example,
    typed.commodity_code,
    typed.commodity_title,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.occupation_code is null
            or not {{ is_occupation_code('typed.occupation_code') }}
            then 'bad_code_form'
        when known_occupations.occupation_code is null then 'unknown_occupation'
        when known_commodities.commodity_code is null then 'unknown_commodity'
        when
            typed.example is null
            or typed.commodity_title is null
            then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
left join known_commodities
    on
        typed.batch_id = known_commodities.batch_id
        and typed.commodity_code = known_commodities.commodity_code
