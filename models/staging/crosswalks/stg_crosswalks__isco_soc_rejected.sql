{{ rejected_rows(
    ref('base_crosswalks__isco_soc'),
    source('landing_crosswalks', 'crosswalk_isco_soc')
) }}
