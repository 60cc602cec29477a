select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.commodity_code,
    landed.commodity_title,
    landed.class_code,
    landed.class_title,
    landed.family_code,
    landed.family_title,
    landed.segment_code,
    landed.segment_title

from {{ ref('base_onet__unspsc_reference') }} as typed
inner join {{ source('landing_onet', 'onet_unspsc_reference') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
