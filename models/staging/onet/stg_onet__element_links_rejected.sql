{{ rejected_rows(
    ref('base_onet__element_links'),
    source('landing_onet', 'onet_element_links')
) }}
