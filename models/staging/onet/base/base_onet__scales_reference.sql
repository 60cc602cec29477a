with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_scales_reference') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('scale_id', 3) }} as scale_id,
        {{ try_text('scale_name', 255) }} as scale_name,
        {{ try_decimal('minimum', 5, 2, signed=true) }} as minimum,
        {{ try_decimal('maximum', 5, 2, signed=true) }} as maximum,
        {{ any_missing(['scale_id', 'scale_name', 'minimum', 'maximum']) }} as is_missing_value

    from landed

)

select
    batch_id,
    source_file,
    source_line,
    scale_id,
    scale_name,
    minimum,
    maximum,
    case
        when is_missing_value then 'missing_value'
        when scale_id is null or scale_name is null then 'too_long'
        when minimum is null or maximum is null then 'not_a_number'
        when minimum >= maximum then 'empty_range'
    end as rejection_reason

from typed
