{{ rejected_rows(
    ref('base_onet__task_ratings'),
    source('landing_onet', 'onet_task_ratings')
) }}
