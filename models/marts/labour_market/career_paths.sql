with

batches as (

    select * from {{ ref('int_taxonomies__current_batches') }}
    where source = 'labour_market'

)

select
    batches.release_name as delivery,
    figures.taxonomy,
    figures.from_occupation_code,
    figures.to_occupation_code,
    figures.source_name,
    figures.transition_likelihood,
    figures.typical_years_experience,
    figures.typical_conditions,
    figures.skills_to_acquire,
    figures.training_recommendations,
    figures.is_common_in_kenya,
    figures.kenya_specific_barriers,
    figures.added_by,
    figures.updated_on

from {{ ref('stg_labour_market__career_paths') }} as figures
inner join batches on figures.batch_id = batches.batch_id
