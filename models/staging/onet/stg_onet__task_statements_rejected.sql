select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.onet_soc_code,
    landed.task_id,
    landed.task,
    landed.task_type,
    landed.incumbents_responding,
    landed.date,
    landed.domain_source

from {{ ref('base_onet__task_statements') }} as typed
inner join {{ source('landing_onet', 'onet_task_statements') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
