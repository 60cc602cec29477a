{{ rejected_rows(
    ref('base_onet__detailed_work_activities'),
    source('landing_onet', 'onet_detailed_work_activities')
) }}
