select
    occupation_code,
    element_id,
    scale_id,
    value,
    standard_error,
    n,
    ci_low,
    ci_high,
    recommend_suppress,
    not_relevant,
    rated_on,
    domain_source,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet_api__ratings') }}
where rejection_reason is null
