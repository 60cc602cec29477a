select
    board,
    url,
    fetched_at,
    page_role,
    page_number,
    outcome,
    words,
    cards,
    sample,
    batch_id,
    source_file,
    source_line

from {{ ref('base_jobs__pages') }}
where rejection_reason is null
