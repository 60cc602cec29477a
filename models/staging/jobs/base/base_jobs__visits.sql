with

landed as (

    select landed.*
    from {{ source('landing_jobs', 'job_board_visits') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('board', 40) }} as board,
        {{ try_utc_moment('started_at') }} as started_at,
        {{ try_utc_moment('ended_at') }} as ended_at,
        {{ listed_word('outcome', 24) }} as outcome,
        {{ null_if_blank('words') }} as words,
        {{ try_truth('is_complete') }} as is_complete,
        {{ try_integer('pages') }} as pages,
        {{ try_integer('listings') }} as listings,
        {{ try_integer('errors') }} as failures,
        {{ try_decimal('seconds', 12, 3) }} as seconds,
        {{ try_text('time_zone', 64) }} as time_zone,
        {{ any_missing([
            'board',
            'started_at',
            'ended_at',
            'outcome',
            'is_complete',
            'pages',
            'listings',
            'errors',
            'seconds'
        ]) }} as is_missing_value,
        {{ any_too_long(texts={'board': 40, 'time_zone': 64}) }} as is_too_long

    from landed

)

select
    batch_id,
    source_file,
    source_line,
    board,
    started_at,
    ended_at,
    outcome,
    words,
    is_complete,
    pages,
    listings,
    failures,
    seconds,
    time_zone,
    case
        when is_missing_value then 'missing_value'
        when is_too_long then 'too_long'
        when started_at is null or ended_at is null then 'bad_date'
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
        when is_complete is null then 'bad_flag'
        when
            pages is null
            or listings is null
            or failures is null
            or seconds is null
            then 'not_a_number'
    end as rejection_reason

from typed
