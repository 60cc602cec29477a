{{ rejected_rows(
    ref('base_onet__survey_booklet_locations'),
    source('landing_onet', 'onet_survey_booklet_locations')
) }}
