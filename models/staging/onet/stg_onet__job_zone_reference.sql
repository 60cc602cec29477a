select
    job_zone,
    job_zone_name,
    experience,
    education,
    job_training,
    examples,
    svp_range,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__job_zone_reference') }}
where rejection_reason is null
