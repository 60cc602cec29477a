{{ rejected_rows(
    ref('base_jobs__visits'),
    source('landing_jobs', 'job_board_visits')
) }}
