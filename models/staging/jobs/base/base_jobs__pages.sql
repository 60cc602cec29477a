with

landed as (

    select landed.*
    from {{ source('landing_jobs', 'job_board_pages') }} as landed
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
        {{ listed_word('role', 16) }} as page_role,
        {{ try_integer('number') }} as page_number,
        {{ listed_word('outcome', 24) }} as outcome,
        {{ null_if_blank('words') }} as words,
        {{ try_integer('cards') }} as cards,
        {{ null_if_blank('sample') }} as sample,
        {{ is_unreadable('number', try_integer('number')) }}
        or {{ is_unreadable('cards', try_integer('cards')) }} as is_number_unreadable,
        {{ any_missing(['board', 'url', 'fetched_at', 'outcome']) }} as is_missing_value,
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
    page_role,
    page_number,
    outcome,
    words,
    cards,
    sample,
    case
        when is_missing_value then 'missing_value'
        when is_too_long then 'too_long'
        when fetched_at is null then 'bad_date'
        when
            page_role is not null
            and page_role not in ('listing', 'detail', 'feed', 'api')
            then 'unknown_value'
        when
            outcome not in (
                'read',
                'not_modified',
                'empty',
                'gone',
                'blocked',
                'degraded',
                'markup_changed',
                'unreachable',
                'refused_by_robots',
                'refused_address',
                'led_elsewhere',
                'too_large',
                'unexpected_status'
            )
            then 'unknown_value'
        when is_number_unreadable then 'not_a_number'
    end as rejection_reason

from typed
