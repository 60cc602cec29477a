{# A table: the ratings of every compared release are counted once, by occupation. #}
{{ config(materialized='table', contract={'enforced': true}) }}

with

pairs as (

    select * from {{ ref('int_onet__release_pairs') }}

),

compared_batches as (

    select from_batch_id as batch_id from pairs
    union distinct
    select to_batch_id as batch_id from pairs

),

ratings as (

    select
        ratings.batch_id,
        ratings.occupation_code,
        {{ domain_of('ratings.element_id') }} as domain,
        ratings.scale_id
    from compared_batches
    inner join {{ ref('stg_onet__ratings') }} as ratings
        on compared_batches.batch_id = ratings.batch_id
    where ratings.scale_id in ('IM', 'LV')

)

select
    batch_id,
    occupation_code,
    domain,
    scale_id,
    count(*) as n_ratings

from ratings
where domain <> ''
group by batch_id, occupation_code, domain, scale_id
