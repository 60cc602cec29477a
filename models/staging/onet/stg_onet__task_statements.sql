select
    occupation_code,
    task_id,
    task_statement,
    task_type,
    incumbents_responding,
    updated_on,
    domain_source,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__task_statements') }}
where rejection_reason is null
