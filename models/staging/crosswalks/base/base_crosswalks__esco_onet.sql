{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_crosswalks', 'crosswalk_esco_onet') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_label('onet_soc_code', 10) }} as onet_soc_code,
        coalesce({{ try_text('esco_uri', 120) }}, {{ try_label('esco_code', 32) }}) as target,
        {{ try_text('esco_uri', 120) }} as target_uri,
        coalesce(
            {{ try_label('esco_code', 32) }},
            case
                when esco_uri regexp '/isco/C[0-9]+$'
                    then substring_index(trim(esco_uri), '/C', -1)
            end
        ) as target_code,
        coalesce(
            esco_uri regexp '/isco/C[0-9]+$' or esco_code regexp '^[0-9]{1,4}$',
            0
        ) as is_isco_group,
        {{ try_label('esco_title', 255) }} as target_title,
        {{ listed_word('match_type', 16) }} as match_type,
        {{ try_share('semantic_similarity') }} as semantic_similarity,
        {{ try_decimal('confidence', 4, 2) }} as stated_confidence,
        {{ is_unreadable('semantic_similarity', try_share('semantic_similarity')) }}
            as is_similarity_unreadable,
        {{ is_unreadable('confidence', try_decimal('confidence', 4, 2)) }}
            as is_confidence_unreadable,
        {{ any_missing(['onet_soc_code']) }}
        or coalesce({{ null_if_na('esco_uri') }}, {{ null_if_na('esco_code') }}) is null
            as is_missing_value,
        {{ any_too_long(
            texts={'esco_uri': 120},
            labels={'esco_code': 32, 'esco_title': 255}
        ) }}
            as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, target, onet_soc_code
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.onet_soc_code,
    typed.target,
    typed.target_uri,
    typed.target_code,
    typed.is_isco_group,
    typed.target_title,
    typed.match_type,
    typed.semantic_similarity,
    typed.stated_confidence,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.onet_soc_code is null
            or not {{ is_occupation_code('typed.onet_soc_code') }}
            then 'bad_code_form'
        when
            typed.match_type not in (
                'exactMatch', 'closeMatch', 'broadMatch', 'narrowMatch', 'exactISCO'
            )
            then 'unknown_value'
        when typed.is_similarity_unreadable or typed.is_confidence_unreadable then 'not_a_number'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
