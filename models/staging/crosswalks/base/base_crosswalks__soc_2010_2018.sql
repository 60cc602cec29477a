{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_crosswalks', 'crosswalk_soc_2010_2018') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_label('soc_2010_code', 7) }} as soc_2010_code,
        {{ try_label('soc_2018_code', 7) }} as soc_2018_code,
        {{ try_label('soc_2010_title', 255) }} as soc_2010_title,
        {{ try_label('soc_2018_title', 255) }} as soc_2018_title,
        {{ any_missing(['soc_2010_code', 'soc_2018_code']) }} as is_missing_value,
        {{ any_too_long(
            labels={'soc_2010_title': 255, 'soc_2018_title': 255}
        ) }}
            as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, soc_2010_code, soc_2018_code
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.soc_2010_code,
    typed.soc_2018_code,
    typed.soc_2010_title,
    typed.soc_2018_title,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.soc_2010_code is null
            or not typed.soc_2010_code regexp '^[0-9]{2}-[0-9]{4}{{ text_end() }}'
            or typed.soc_2018_code is null
            or not typed.soc_2018_code regexp '^[0-9]{2}-[0-9]{4}{{ text_end() }}'
            then 'bad_code_form'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
