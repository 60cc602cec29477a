{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_technology_skills') }} as landed
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

-- releases up to 30.2 place technology in UNSPSC's commodities, later ones in the content model
known_categories as (

    select
        batch_id,
        commodity_code as category_id
    from {{ ref('stg_onet__unspsc_reference') }}
    union distinct
    select
        batch_id,
        element_id
    from {{ ref('stg_onet__content_model_reference') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ try_text('example', 150) }} as example,
        {{ try_text('category_id', 20) }} as category_id,
        {{ try_text('category_name', 255) }} as category_name,
        {{ try_flag('hot_technology') }} as is_hot_technology,
        {{ try_flag('in_demand') }} as is_in_demand,
        {{ any_missing([
            'onet_soc_code', 'example', 'category_id', 'category_name', 'hot_technology',
            'in_demand'
        ]) }} as is_missing_value

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_code,
    typed.example,
    typed.category_id,
    typed.category_name,
    typed.is_hot_technology,
    typed.is_in_demand,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.occupation_code is null
            or not {{ is_occupation_code('typed.occupation_code') }}
            then 'bad_code_form'
        when known_occupations.occupation_code is null then 'unknown_occupation'
        when known_categories.category_id is null then 'unknown_category'
        when
            typed.is_hot_technology is null
            or typed.is_in_demand is null
            then 'bad_flag'
        when
            typed.example is null
            or typed.category_name is null
            then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
left join known_categories
    on
        typed.batch_id = known_categories.batch_id
        and typed.category_id = known_categories.category_id
