{{ rejected_rows(
    ref('base_onet__job_titles'),
    source('landing_onet', 'onet_job_titles')
) }}
