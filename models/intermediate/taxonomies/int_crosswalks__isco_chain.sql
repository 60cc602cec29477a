{{ config(materialized='table', contract={'enforced': true}) }}

with

isco_soc as (

    select distinct
        crosswalk.isco_code,
        crosswalk.soc_2010_code
    from {{ ref('stg_crosswalks__isco_soc') }} as crosswalk
    inner join {{ ref('int_taxonomies__current_batches') }} as batches
        on crosswalk.batch_id = batches.batch_id

),

soc_2010_2018 as (

    select distinct
        crosswalk.soc_2010_code,
        crosswalk.soc_2018_code
    from {{ ref('stg_crosswalks__soc_2010_2018') }} as crosswalk
    inner join {{ ref('int_taxonomies__current_batches') }} as batches
        on crosswalk.batch_id = batches.batch_id

),

onet_occupations as (

    select
        occupations.occupation_code,
        left(occupations.occupation_code, 7) as soc_2018_code
    from {{ ref('stg_onet__occupation_data') }} as occupations
    inner join {{ ref('int_onet__current_batch') }} as current_batch
        on occupations.batch_id = current_batch.batch_id

),

chain as (

    select distinct
        isco_soc.isco_code,
        onet_occupations.occupation_code as onet_soc_code
    from isco_soc
    inner join soc_2010_2018 on isco_soc.soc_2010_code = soc_2010_2018.soc_2010_code
    inner join onet_occupations on soc_2010_2018.soc_2018_code = onet_occupations.soc_2018_code

)

select
    isco_code,
    onet_soc_code,
    count(*) over (partition by isco_code) as n_candidates

from chain
