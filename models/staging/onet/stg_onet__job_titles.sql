select
    occupation_code,
    job_title,
    short_title,
    sources,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__job_titles') }}
where rejection_reason is null
