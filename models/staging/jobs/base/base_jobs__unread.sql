with

landed as (

    select landed.*
    from {{ source('landing_jobs', 'job_board_unread') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('board', 40) }} as board,
        {{ null_if_blank('url') }} as url,
        {{ try_utc_moment('fetched_at') }} as fetched_at,
        {{ null_if_blank('place') }} as place,
        {{ null_if_blank('reason') }} as reason,
        {{ null_if_blank('text') }} as unread_text,
        {{ any_missing(['board', 'fetched_at', 'reason']) }} as is_missing_value,
        {{ any_too_long(texts={'board': 40}) }} as is_too_long

    from landed

)

select
    batch_id,
    source_file,
    source_line,
    board,
    url,
    fetched_at,
    place,
    reason,
    unread_text,
    case
        when is_missing_value then 'missing_value'
        when is_too_long then 'too_long'
        when fetched_at is null then 'bad_date'
    end as rejection_reason

from typed
