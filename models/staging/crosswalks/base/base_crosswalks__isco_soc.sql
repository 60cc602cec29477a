{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_crosswalks', 'crosswalk_isco_soc') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_label('isco_code', 4) }} as isco_code,
        {{ try_label('soc_code', 7) }} as soc_2010_code,
        case when part is null then null else coalesce(trim(part) = '*', 0) end as is_partial,
        {{ try_label('isco_title', 255) }} as isco_title,
        {{ try_label('soc_title', 255) }} as soc_2010_title,
        {{ any_missing(['isco_code', 'soc_code']) }} as is_missing_value,
        {{ any_too_long(
            labels={'isco_title': 255, 'soc_title': 255}
        ) }}
            as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, isco_code, soc_2010_code
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.isco_code,
    typed.soc_2010_code,
    typed.is_partial,
    typed.isco_title,
    typed.soc_2010_title,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.isco_code is null
            or not typed.isco_code regexp '^[0-9]{3,4}{{ text_end() }}'
            or typed.soc_2010_code is null
            or not typed.soc_2010_code regexp '^[0-9]{2}-[0-9]{4}{{ text_end() }}'
            then 'bad_code_form'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
