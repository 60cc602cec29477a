{{ rejected_rows(
    ref('base_jobs__sightings'),
    source('landing_jobs', 'job_sightings')
) }}
