select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.rejection_reason,
    landed.taxonomy,
    landed.from_occupation_code,
    landed.to_occupation_code,
    landed.transition_likelihood,
    landed.typical_years_experience,
    landed.typical_conditions,
    landed.skills_to_acquire,
    landed.training_recommendations,
    landed.common_in_kenya,
    landed.kenya_specific_barriers,
    landed.source,
    landed.added_by,
    landed.updated_at,
    landed.extra

from {{ ref('base_labour_market__career_paths') }} as typed
inner join {{ source('landing_labour_market', 'labour_market_career_paths') }} as landed
    on
        typed.batch_id = landed.batch_id
        and typed.source_file = landed.source_file
        and typed.source_line = landed.source_line
where typed.rejection_reason is not null
