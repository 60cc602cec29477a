{{ rejected_rows(
    ref('base_crosswalks__onet_soc_2010_2019'),
    source('landing_crosswalks', 'crosswalk_onet_soc_2010_2019')
) }}
