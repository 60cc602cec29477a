select
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
    batch_id,
    source_file,
    source_line

from {{ ref('base_jobs__visits') }}
where rejection_reason is null
