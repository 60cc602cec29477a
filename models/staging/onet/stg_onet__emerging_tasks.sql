select
    occupation_code,
    task_statement,
    category,
    original_task_id,
    original_task,
    updated_on,
    domain_source,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__emerging_tasks') }}
where rejection_reason is null
