{{ rejected_rows(
    ref('base_onet__intermediate_work_activities'),
    source('landing_onet', 'onet_intermediate_work_activities')
) }}
