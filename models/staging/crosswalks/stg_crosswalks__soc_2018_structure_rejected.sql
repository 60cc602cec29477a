select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.major_group,
    landed.minor_group,
    landed.broad_group,
    landed.detailed_occupation,
    landed.code,
    landed.title,
    landed.extra

from {{ ref('base_crosswalks__soc_2018_structure') }} as typed
inner join {{ source('landing_crosswalks', 'crosswalk_soc_2018_structure') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
