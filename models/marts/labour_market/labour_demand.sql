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
    figures.occupation_code as delivered_code,
    named_occupations.occupation_key,
    figures.region,
    figures.data_collection_period,
    figures.source_name,
    figures.region_type,
    figures.demand_score,
    figures.demand_category,
    figures.estimated_job_openings,
    figures.employed_count,
    figures.unemployment_rate,
    figures.trend_direction,
    figures.year_over_year_change,
    figures.source_url,
    figures.methodology_notes,
    figures.updated_on,
    figures.data_quality_score

from {{ ref('stg_labour_market__demand') }} as figures
inner join batches on figures.batch_id = batches.batch_id
left join named_occupations
    on
        figures.taxonomy = named_occupations.taxonomy
        and figures.occupation_code = named_occupations.delivered_code
