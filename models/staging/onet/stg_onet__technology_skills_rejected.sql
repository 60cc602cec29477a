{{ rejected_rows(
    ref('base_onet__technology_skills'),
    source('landing_onet', 'onet_technology_skills')
) }}
