{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_labour_market', 'labour_market_occupation_notes') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ listed_word('taxonomy', 8) }} as taxonomy,
        {{ try_label('occupation_code', 120) }} as occupation_code,
        {{ try_label('label', 255) }} as label,
        {{ try_label('group_code', 16) }} as group_code,
        {{ try_truth('is_relevant_for_kenya') }} as is_relevant_for_kenya,
        {{ try_truth('is_informal_sector') }} as is_informal_sector,
        {{ try_truth('is_entrepreneurship') }} as is_entrepreneurship,
        {{ null_if_blank('kenya_specific_notes') }} as kenya_notes,
        {{ try_label('source', 255) }} as source_name,
        {{ is_unreadable('is_relevant_for_kenya', try_truth('is_relevant_for_kenya')) }}
            as is_relevant_for_kenya_unreadable,
        {{ is_unreadable('is_informal_sector', try_truth('is_informal_sector')) }}
            as is_informal_sector_unreadable,
        {{ is_unreadable('is_entrepreneurship', try_truth('is_entrepreneurship')) }}
            as is_entrepreneurship_unreadable,
        {{ any_missing(['taxonomy', 'occupation_code', 'source']) }} as is_missing_value,
        {{ any_label_blank(['label']) }} as is_label_missing,
        {{ any_too_long(
            labels={
                'occupation_code': 120,
                'label': 255,
                'group_code': 16,
                'source': 255
            }
        ) }}
            as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, taxonomy, occupation_code
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.taxonomy,
    typed.occupation_code,
    typed.label,
    typed.group_code,
    typed.is_relevant_for_kenya,
    typed.is_informal_sector,
    typed.is_entrepreneurship,
    typed.kenya_notes,
    typed.source_name,
    cast(case
        when
            typed.is_missing_value
            or (typed.taxonomy = 'custom' and typed.is_label_missing)
            then 'missing_value'
        when typed.taxonomy not in ('onet', 'esco', 'kesco', 'custom') then 'unknown_value'
        when
            typed.is_relevant_for_kenya_unreadable
            or typed.is_informal_sector_unreadable
            or typed.is_entrepreneurship_unreadable
            then 'bad_flag'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
