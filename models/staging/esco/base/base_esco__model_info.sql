{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_esco', 'esco_model_info') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ oldest_uuid('uuid_history') }} as model_uuid,
        {{ try_label('name', 255) }} as model_name,
        {{ try_text('locale', 16) }} as locale,
        {{ null_if_blank('description') }} as description,
        {{ try_text('version', 64) }} as version,
        {{ try_truth('released') }} as is_released,
        {{ null_if_blank('release_notes') }} as release_notes,
        {{ try_day('updated_at') }} as changed_on,
        row_number() over (partition by batch_id order by source_file, source_line) as occurrence,
        {{ any_missing(['name', 'version']) }} as is_missing_value,
        {{ any_too_long(
            texts={last_line('uuid_history'): 64, 'locale': 16, 'version': 64},
            labels={'name': 255}
        ) }}
            as is_too_long

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.model_uuid,
    typed.model_name,
    typed.locale,
    typed.description,
    typed.version,
    typed.is_released,
    typed.release_notes,
    typed.changed_on,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
