select
    board,
    url,
    fetched_at,
    place,
    reason,
    unread_text,
    batch_id,
    source_file,
    source_line

from {{ ref('base_jobs__unread') }}
where rejection_reason is null
