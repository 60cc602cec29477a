{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_esco', 'esco_skill_groups') }} as landed
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
            {{ try_text('concept_uri', 120) }}
        ) as skill_group_key,
        coalesce(
            {{ try_text('model_id', 120) }},
            {{ try_text('concept_uri', 120) }}
        ) as concept_ref,
        {{ try_text('concept_uri', 200) }} as origin_uri,
        {{ null_if_blank('uuid_history') }} as uuid_history,
        {{ try_label('code', 32) }} as code,
        {{ try_label('preferred_label', 255) }} as preferred_label,
        {{ null_if_blank('alt_labels') }} as alt_labels,
        {{ null_if_blank('hidden_labels') }} as hidden_labels,
        {{ try_text('status', 32) }} as status,
        {{ null_if_blank('scope_note') }} as scope_note,
        {{ null_if_blank('in_scheme') }} as in_scheme,
        {{ null_if_blank('description') }} as description,
        coalesce({{ try_day('modified_date') }}, {{ try_day('updated_at') }}) as changed_on,
        {{ any_missing(['preferred_label']) }}
        or {{ any_label_blank(['preferred_label']) }}
        or coalesce({{ null_if_na('model_id') }}, {{ null_if_na('concept_uri') }}) is null
        or coalesce({{ null_if_na('uuid_history') }}, {{ null_if_na('concept_uri') }}) is null
            as is_missing_value,
        {{ any_too_long(
            texts={'concept_uri': 200, 'model_id': 120, last_line('uuid_history'): 64, 'status': 32},
            labels={'preferred_label': 255, 'code': 32}
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
            partition by batch_id, skill_group_key
            order by changed_on desc, source_file asc, source_line asc
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.skill_group_key,
    typed.concept_ref,
    typed.origin_uri,
    typed.uuid_history,
    typed.code,
    typed.preferred_label,
    typed.alt_labels,
    typed.hidden_labels,
    typed.status,
    typed.scope_note,
    typed.in_scheme,
    typed.description,
    typed.changed_on,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
