{{ rejected_rows(
    ref('base_onet__job_zones'),
    source('landing_onet', 'onet_job_zones')
) }}
