{#
    A table, not a view: half a dozen models read it, and each would look up anew which rating is of
    the files and which of the service.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

elements as (

    select * from {{ ref('int_onet__elements') }}

),

chosen_domains as (

    select * from {{ ref('int_onet_api__chosen_domains') }}

)

{% set figures = [
    'value', 'standard_error', 'n', 'ci_low', 'ci_high', 'recommend_suppress', 'not_relevant',
    'rated_on', 'domain_source'
] -%}

select
    ratings.occupation_code,
    ratings.element_id,
    ratings.scale_id,
    elements.domain,
    elements.element_name,
    {% for figure in figures -%}
        ratings.{{ figure }},
    {% endfor -%}
    'file' as origin,
    current_batch.release_name,
    ratings.batch_id

from {{ ref('stg_onet__ratings') }} as ratings
inner join current_batch on ratings.batch_id = current_batch.batch_id
inner join elements on ratings.element_id = elements.element_id
left join chosen_domains
    on
        ratings.occupation_code = chosen_domains.occupation_code
        and elements.domain = chosen_domains.domain
where chosen_domains.occupation_code is null

union all

select
    ratings.occupation_code,
    ratings.element_id,
    ratings.scale_id,
    chosen_domains.domain,
    elements.element_name,
    {% for figure in figures -%}
        ratings.{{ figure }},
    {% endfor -%}
    'onet_api' as origin,
    chosen_domains.release_name,
    ratings.batch_id

from chosen_domains
inner join {{ ref('stg_onet_api__ratings') }} as ratings
    on
        chosen_domains.batch_id = ratings.batch_id
        and chosen_domains.occupation_code = ratings.occupation_code
inner join {{ ref('int_onet_api__expected_ratings') }} as expected_ratings
    on
        ratings.batch_id = expected_ratings.batch_id
        and ratings.element_id = expected_ratings.element_id
        and ratings.scale_id = expected_ratings.scale_id
        and chosen_domains.domain = expected_ratings.domain
inner join elements on ratings.element_id = elements.element_id
