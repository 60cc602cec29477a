{{ rejected_rows(
    ref('base_jobs__pages'),
    source('landing_jobs', 'job_board_pages')
) }}
