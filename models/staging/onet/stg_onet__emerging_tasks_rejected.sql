{{ rejected_rows(
    ref('base_onet__emerging_tasks'),
    source('landing_onet', 'onet_emerging_tasks')
) }}
