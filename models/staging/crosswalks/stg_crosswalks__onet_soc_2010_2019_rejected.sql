select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.onet_soc_2010_code,
    landed.onet_soc_2010_title,
    landed.onet_soc_2019_code,
    landed.onet_soc_2019_title,
    landed.extra

from {{ ref('base_crosswalks__onet_soc_2010_2019') }} as typed
inner join {{ source('landing_crosswalks', 'crosswalk_onet_soc_2010_2019') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
