select
    occupation_code,
    job_zone,
    rated_on,
    domain_source,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__job_zones') }}
where rejection_reason is null
