select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.onet_soc_code,
    landed.task_id,
    landed.dwa_element_id,
    landed.date,
    landed.domain_source

from {{ ref('base_onet__tasks_to_dwas') }} as typed
inner join {{ source('landing_onet', 'onet_tasks_to_dwas') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
