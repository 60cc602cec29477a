select
    occupation_code,
    task_id,
    scale_id,
    category,
    value,
    n,
    standard_error,
    ci_low,
    ci_high,
    recommend_suppress,
    rated_on,
    domain_source,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__task_ratings') }}
where rejection_reason is null
