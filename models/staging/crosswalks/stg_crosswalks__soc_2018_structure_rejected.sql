{{ rejected_rows(
    ref('base_crosswalks__soc_2018_structure'),
    source('landing_crosswalks', 'crosswalk_soc_2018_structure')
) }}
