{{ rejected_rows(
    ref('base_crosswalks__soc_2010_2018'),
    source('landing_crosswalks', 'crosswalk_soc_2010_2018')
) }}
