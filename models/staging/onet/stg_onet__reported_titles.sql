select
    occupation_code,
    reported_job_title,
    is_shown_in_my_next_move,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__reported_titles') }}
where rejection_reason is null
