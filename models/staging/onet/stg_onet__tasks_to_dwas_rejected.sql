{{ rejected_rows(
    ref('base_onet__tasks_to_dwas'),
    source('landing_onet', 'onet_tasks_to_dwas')
) }}
