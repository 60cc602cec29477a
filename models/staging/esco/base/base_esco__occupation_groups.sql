{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_esco', 'esco_occupation_groups') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        coalesce(
            {{ oldest_uuid('uuid_history') }},
            {{ try_text('concept_uri', 120) }},
            concat('code ', {{ try_label('code', 32) }})
        ) as group_key,
        coalesce(
            {{ try_text('model_id', 120) }},
            {{ try_text('concept_uri', 120) }}
        ) as concept_ref,
        {{ try_text('concept_uri', 200) }} as origin_uri,
        {{ null_if_blank('uuid_history') }} as uuid_history,
        case
            when trim(coalesce(concept_type, '')) = '' and code regexp '^[0-9]+{{ text_end() }}'
                then 'iscogroup'
            when trim(coalesce(concept_type, '')) = '' then 'localgroup'
            when lower(trim(concept_type)) = 'iscogroup' then 'iscogroup'
            when lower(trim(concept_type)) = 'localgroup' then 'localgroup'
        end as group_type,
        {{ try_label('code', 16) }} as code,
        {{ try_label('preferred_label', 255) }} as preferred_label,
        {{ null_if_blank('alt_labels') }} as alt_labels,
        {{ try_text('status', 32) }} as status,
        {{ null_if_blank('in_scheme') }} as in_scheme,
        {{ null_if_blank('description') }} as description,
        {{ try_day('updated_at') }} as changed_on,
        {{ any_missing(['code', 'preferred_label']) }}
        or {{ any_label_blank(['preferred_label']) }}
        or coalesce({{ null_if_na('model_id') }}, {{ null_if_na('concept_uri') }}) is null
            as is_missing_value,
        {{ any_too_long(
            texts={'concept_uri': 200, 'model_id': 120, last_line('uuid_history'): 64, 'status': 32},
            labels={'preferred_label': 255}
        ) }}
        or coalesce((
            char_length(trim(concept_uri)) > 120
            and (
                {{ null_if_na('uuid_history') }} is null
                or {{ null_if_na('model_id') }} is null
            )
        ), 0) as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, code
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.group_key,
    typed.concept_ref,
    typed.origin_uri,
    typed.uuid_history,
    typed.group_type,
    typed.code,
    typed.preferred_label,
    typed.alt_labels,
    typed.status,
    typed.in_scheme,
    typed.description,
    typed.changed_on,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when typed.is_too_long then 'too_long'
        when
            not typed.code regexp '^([0-9]{1,4}|[0-9]*[A-Z][0-9]*){{ text_end() }}'
            or typed.code is null
            then 'bad_code_form'
        when typed.group_type is null then 'unknown_value'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
