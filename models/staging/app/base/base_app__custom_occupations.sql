with

landed as (

    select landed.*
    from {{ source('landing_app', 'app_custom_occupations') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('occupation_key', 36) }} as occupation_key,
        {{ try_label('label', 255) }} as label,
        {{ null_if_blank('description') }} as description,
        {{ try_text('group_code', 16) }} as group_code,
        case when json_valid(alternative_labels) then alternative_labels end as alternative_labels,
        {{ try_moment('created_at') }} as created_at,
        {{ try_text('created_by', 64) }} as created_by,
        {{ any_missing(['occupation_key', 'group_code', 'created_at', 'created_by']) }}
        or {{ any_label_blank(['label']) }} as is_missing_value,
        {{ any_too_long(
            texts={'occupation_key': 36, 'group_code': 16, 'created_by': 64},
            labels={'label': 255}
        ) }}
            as is_too_long

    from landed

)

select
    batch_id,
    source_file,
    source_line,
    occupation_key,
    label,
    description,
    group_code,
    alternative_labels,
    created_at,
    created_by,
    case
        when is_missing_value then 'missing_value'
        when is_too_long then 'too_long'
        when not occupation_key regexp '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}{{ text_end() }}'
            then 'bad_code_form'
        when created_at is null then 'bad_date'
        when coalesce(json_type(alternative_labels), '') <> 'ARRAY' then 'bad_list'
    end as rejection_reason

from typed
