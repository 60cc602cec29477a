select
    taxonomy,
    from_occupation_code,
    to_occupation_code,
    source_name,
    transition_likelihood,
    typical_years_experience,
    typical_conditions,
    skills_to_acquire,
    training_recommendations,
    is_common_in_kenya,
    kenya_specific_barriers,
    added_by,
    updated_on,
    batch_id,
    source_file,
    source_line

from {{ ref('base_labour_market__career_paths') }}
where rejection_reason is null
