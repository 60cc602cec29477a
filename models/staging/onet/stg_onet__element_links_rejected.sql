select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.from_element_id,
    landed.to_element_id

from {{ ref('base_onet__element_links') }} as typed
inner join {{ source('landing_onet', 'onet_element_links') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
