with

batches as (

    select * from {{ ref('int_taxonomies__current_batches') }}
    where source = 'labour_market'

),

named_occupations as (

    {{ named_occupations(ref('taxonomy_occupations')) }}

)

select
    batches.release_name as delivery,
    figures.taxonomy,
    figures.from_occupation_code as from_delivered_code,
    figures.to_occupation_code as to_delivered_code,
    held.occupation_key as from_occupation_key,
    aimed_at.occupation_key as to_occupation_key,
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
left join named_occupations as held
    on
        figures.taxonomy = held.taxonomy
        and figures.from_occupation_code = held.delivered_code
left join named_occupations as aimed_at
    on
        figures.taxonomy = aimed_at.taxonomy
        and figures.to_occupation_code = aimed_at.delivered_code
