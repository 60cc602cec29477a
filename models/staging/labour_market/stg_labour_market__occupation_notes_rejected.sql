select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.taxonomy,
    landed.occupation_code,
    landed.label,
    landed.group_code,
    landed.is_relevant_for_kenya,
    landed.is_informal_sector,
    landed.is_entrepreneurship,
    landed.kenya_specific_notes,
    landed.source,
    landed.extra

from {{ ref('base_labour_market__occupation_notes') }} as typed
inner join {{ source('landing_labour_market', 'labour_market_occupation_notes') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
