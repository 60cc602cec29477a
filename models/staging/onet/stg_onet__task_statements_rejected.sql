{{ rejected_rows(
    ref('base_onet__task_statements'),
    source('landing_onet', 'onet_task_statements')
) }}
