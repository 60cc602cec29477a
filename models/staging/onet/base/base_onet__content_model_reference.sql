with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_content_model_reference') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('element_id', 20) }} as element_id,
        {{ try_text('element_name', 255) }} as element_name,
        {{ try_text('description', 2000) }} as description,
        {{ any_missing(['element_id', 'element_name']) }} as is_missing_value,
        {{ is_unreadable('description', try_text('description', 2000)) }} as is_description_too_long

    from landed

)

select
    batch_id,
    source_file,
    source_line,
    element_id,
    element_name,
    description,
    case
        when is_missing_value then 'missing_value'
        when element_id is null or not {{ is_element_id('element_id') }} then 'bad_code_form'
        when element_name is null or is_description_too_long then 'too_long'
    end as rejection_reason

from typed
