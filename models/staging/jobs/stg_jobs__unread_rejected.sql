{{ rejected_rows(
    ref('base_jobs__unread'),
    source('landing_jobs', 'job_board_unread')
) }}
