select
    occupation_code,
    task_id,
    dwa_id,
    updated_on,
    domain_source,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__tasks_to_dwas') }}
where rejection_reason is null
