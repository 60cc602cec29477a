with

landed as (

    select landed.*
    from {{ source('landing_app', 'app_occupation_notes') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ listed_word('taxonomy', 16) }} as taxonomy,
        {{ try_label('occupation_key', 120) }} as occupation_key,
        {{ try_truth('is_relevant_for_kenya') }} as is_relevant_for_kenya,
        {{ try_truth('is_informal_sector') }} as is_informal_sector,
        {{ try_truth('is_entrepreneurship') }} as is_entrepreneurship,
        {{ null_if_blank('kenya_notes') }} as kenya_notes,
        {{ try_moment('changed_at') }} as changed_at,
        {{ try_text('changed_by', 64) }} as changed_by,
        {{ is_unreadable('is_relevant_for_kenya', try_truth('is_relevant_for_kenya')) }}
        or {{ is_unreadable('is_informal_sector', try_truth('is_informal_sector')) }}
        or {{ is_unreadable('is_entrepreneurship', try_truth('is_entrepreneurship')) }}
            as is_flag_unreadable,
        {{ any_missing(['taxonomy', 'occupation_key', 'changed_at', 'changed_by']) }}
            as is_missing_value,
        {{ any_too_long(texts={'changed_by': 64}, labels={'occupation_key': 120}) }} as is_too_long

    from landed

)

select
    batch_id,
    source_file,
    source_line,
    taxonomy,
    occupation_key,
    is_relevant_for_kenya,
    is_informal_sector,
    is_entrepreneurship,
    kenya_notes,
    changed_at,
    changed_by,
    case
        when is_missing_value then 'missing_value'
        when is_too_long then 'too_long'
        when taxonomy not in ('onet', 'esco', 'kesco', 'custom') then 'unknown_value'
        when is_flag_unreadable then 'bad_flag'
        when changed_at is null then 'bad_date'
    end as rejection_reason

from typed
