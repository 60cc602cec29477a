{{ rejected_rows(
    ref('base_onet__job_zone_reference'),
    source('landing_onet', 'onet_job_zone_reference')
) }}
