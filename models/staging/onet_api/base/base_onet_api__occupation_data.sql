with

landed as (

    select landed.*
    from {{ source('landing_onet_api', 'onet_api_occupation_data') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('onetsoc_code', 10) }} as occupation_code,
        {{ try_text('title', 255) }} as title,
        {{ try_text('description', 2000) }} as description,
        {{ any_missing(['onetsoc_code', 'title', 'description']) }} as is_missing_value

    from landed

)

select
    batch_id,
    source_file,
    source_line,
    occupation_code,
    title,
    description,
    case
        when is_missing_value then 'missing_value'
        when occupation_code is null or not {{ is_occupation_code('occupation_code') }}
            then 'bad_code_form'
        when title is null or description is null then 'too_long'
    end as rejection_reason

from typed
