{{ rejected_rows(
    ref('base_crosswalks__esco_onet'),
    source('landing_crosswalks', 'crosswalk_esco_onet')
) }}
