select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.onet_soc_code,
    landed.task,
    landed.category,
    landed.original_task_id,
    landed.original_task,
    landed.date,
    landed.domain_source

from {{ ref('base_onet__emerging_tasks') }} as typed
inner join {{ source('landing_onet', 'onet_emerging_tasks') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
