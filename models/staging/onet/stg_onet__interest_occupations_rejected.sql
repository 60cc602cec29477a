select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.element_id,
    landed.interest_type,
    landed.onet_soc_code

from {{ ref('base_onet__interest_occupations') }} as typed
inner join {{ source('landing_onet', 'onet_interest_occupations') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
