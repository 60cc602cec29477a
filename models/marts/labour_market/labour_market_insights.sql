with

batches as (

    select * from {{ ref('int_taxonomies__current_batches') }}
    where source = 'labour_market'

)

select
    batches.release_name as delivery,
    figures.insight_id,
    figures.taxonomy,
    figures.occupation_codes,
    figures.sector,
    figures.region,
    figures.title,
    figures.summary,
    figures.full_content,
    figures.key_findings,
    figures.source_name,
    figures.author,
    figures.published_on

from {{ ref('stg_labour_market__insights') }} as figures
inner join batches on figures.batch_id = batches.batch_id
