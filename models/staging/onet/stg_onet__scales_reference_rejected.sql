select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.scale_id,
    landed.scale_name,
    landed.minimum,
    landed.maximum

from {{ ref('base_onet__scales_reference') }} as typed
inner join {{ source('landing_onet', 'onet_scales_reference') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
