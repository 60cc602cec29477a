{{ config(
    materialized='table',
    contract={'enforced': true},
    indexes=[
        {'columns': ['batch_id', 'origin_uri']},
        {'columns': ['batch_id', 'code']},
        {'columns': ['batch_id', 'preferred_label']},
    ]
) }}

with

landed as (

    select landed.*
    from {{ source('landing_esco', 'esco_occupations') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

known_groups as (

    select distinct
        batch_id,
        code
    from {{ ref('stg_esco__occupation_groups') }}

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
        ) as occupation_key,
        coalesce(
            {{ try_text('model_id', 120) }},
            {{ try_text('concept_uri', 120) }}
        ) as concept_ref,
        {{ try_text('concept_uri', 200) }} as origin_uri,
        {{ null_if_blank('uuid_history') }} as uuid_history,
        case lower(trim(concept_type))
            when 'occupation' then 'escooccupation'
            when 'escooccupation' then 'escooccupation'
            when 'localoccupation' then 'localoccupation'
        end as occupation_type,
        {{ try_label('code', 32) }} as code,
        {{ try_label('group_code', 16) }} as group_code,
        {{ try_label('preferred_label', 255) }} as preferred_label,
        {{ null_if_blank('alt_labels') }} as alt_labels,
        {{ null_if_blank('hidden_labels') }} as hidden_labels,
        {{ try_text('status', 32) }} as status,
        {{ null_if_blank('regulated_profession_note') }} as regulated_profession_note,
        {{ null_if_blank('scope_note') }} as scope_note,
        {{ null_if_blank('definition') }} as definition,
        {{ null_if_blank('in_scheme') }} as in_scheme,
        {{ null_if_blank('description') }} as description,
        {{ null_if_blank('nace_code') }} as nace_code,
        {{ try_truth('is_localized') }} as is_localised,
        coalesce({{ try_day('modified_date') }}, {{ try_day('updated_at') }}) as changed_on,
        {{ any_missing(['concept_type', 'code', 'group_code', 'preferred_label']) }}
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
            partition by batch_id, occupation_key
            order by changed_on desc, source_file asc, source_line asc
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_key,
    typed.concept_ref,
    typed.origin_uri,
    typed.uuid_history,
    typed.occupation_type,
    typed.code,
    typed.group_code,
    typed.preferred_label,
    typed.alt_labels,
    typed.hidden_labels,
    typed.status,
    typed.regulated_profession_note,
    typed.scope_note,
    typed.definition,
    typed.in_scheme,
    typed.description,
    typed.nace_code,
    typed.is_localised,
    typed.changed_on,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when typed.is_too_long then 'too_long'
        when
            typed.code is null
            or not typed.code regexp '^([0-9]{4}|[0-9]*[A-Z][0-9]*)([._][0-9]+)+{{ text_end() }}'
            or (
                typed.occupation_type = 'escooccupation'
                and left(typed.code, char_length(typed.group_code)) <> typed.group_code
            )
            then 'bad_code_form'
        when typed.occupation_type is null then 'unknown_value'
        when known_groups.code is null then 'unknown_group'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
left join known_groups
    on
        typed.batch_id = known_groups.batch_id
        and typed.group_code = known_groups.code
