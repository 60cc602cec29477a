with

landed as (

    select landed.*
    from {{ source('landing_language_model', 'language_model_levels') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('occupation_code', 10) }} as occupation_code,
        {{ try_text('element_id', 20) }} as element_id,
        {{ try_json_decimal('level', 5, 2, signed=true) }} as level,
        {{ null_if_blank('reason') }} as reason,
        {{ try_flag('is_asked') }} as is_asked,
        {{ try_text('model', 64) }} as model,
        {{ try_text('prompt_version', 32) }} as prompt_version,
        {{ try_day('asked_on') }} as asked_on,
        {{ any_missing(
            ['occupation_code', 'element_id', 'level', 'model', 'prompt_version', 'asked_on']
        ) }} as is_missing_value

    from landed

),

-- the first level in its range stands, as where it was asked
numbered as (

    select
        *,
        row_number() over (
            partition by
                batch_id, occupation_code, element_id, coalesce(level between 0 and 7, 0)
            order by source_file, source_line
        ) as occurrence

    from typed

)

select
    batch_id,
    source_file,
    source_line,
    occupation_code,
    element_id,
    level,
    reason,
    model,
    prompt_version,
    asked_on,
    case
        when is_missing_value then 'missing_value'
        when
            occupation_code is null
            or element_id is null
            or not {{ is_occupation_code('occupation_code') }}
            or not {{ is_element_id('element_id') }}
            then 'bad_code_form'
        when is_asked is null then 'bad_flag'
        when is_asked = 0 then 'not_asked'
        when level is null then 'not_a_number'
        when level not between 0 and 7 then 'out_of_scale_range'
        when asked_on is null then 'bad_date'
        when model is null or prompt_version is null then 'too_long'
        when occurrence > 1 then 'duplicate_key'
    end as rejection_reason

from numbered
