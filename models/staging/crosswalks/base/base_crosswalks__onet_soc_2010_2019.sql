{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_crosswalks', 'crosswalk_onet_soc_2010_2019') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_label('onet_soc_2010_code', 10) }} as onet_soc_2010_code,
        {{ try_label('onet_soc_2019_code', 10) }} as onet_soc_2019_code,
        {{ try_label('onet_soc_2010_title', 255) }} as onet_soc_2010_title,
        {{ try_label('onet_soc_2019_title', 255) }} as onet_soc_2019_title,
        {{ any_missing(['onet_soc_2010_code', 'onet_soc_2019_code']) }} as is_missing_value,
        {{ any_too_long(
            labels={'onet_soc_2010_title': 255, 'onet_soc_2019_title': 255}
        ) }}
            as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, onet_soc_2010_code, onet_soc_2019_code
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.onet_soc_2010_code,
    typed.onet_soc_2019_code,
    typed.onet_soc_2010_title,
    typed.onet_soc_2019_title,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.onet_soc_2010_code is null
            or not {{ is_occupation_code('typed.onet_soc_2010_code') }}
            or typed.onet_soc_2019_code is null
            or not {{ is_occupation_code('typed.onet_soc_2019_code') }}
            then 'bad_code_form'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
