{#
    A table: each rating of the service is looked up in it.

    What the files rate in a domain is what a complete occupation of the service has, and all that
    is taken of it, so that every occupation of a domain is rated on the same elements. Where the
    files rate nothing of a domain, it is what any occupation of that delivery has. Elements that
    the published release does not list are in neither.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

candidates as (

    select * from {{ ref('int_onet__candidate_batches') }}

),

batches_of_service as (

    select * from candidates
    where origin = 'onet_api'

),

elements as (

    select
        element_id,
        domain
    from {{ ref('int_onet__elements') }}
    where domain <> ''

),

-- nothing is read for it while the service sent nothing
rated_by_files as (

    select distinct
        ratings.element_id,
        ratings.scale_id,
        elements.domain

    from {{ ref('stg_onet__ratings') }} as ratings
    inner join candidates
        on
            ratings.batch_id = candidates.batch_id
            and candidates.origin = 'file'
    inner join elements on ratings.element_id = elements.element_id
    where
        ratings.scale_id in ('IM', 'LV')
        and exists (select 1 from batches_of_service)

),

domains_of_files as (

    select distinct domain from rated_by_files

),

rated_by_service as (

    select distinct
        ratings.batch_id,
        ratings.element_id,
        ratings.scale_id,
        elements.domain

    from {{ ref('stg_onet_api__ratings') }} as ratings
    inner join batches_of_service on ratings.batch_id = batches_of_service.batch_id
    inner join elements on ratings.element_id = elements.element_id
    where ratings.scale_id in ('IM', 'LV')

)

select
    batches_of_service.batch_id,
    rated_by_files.element_id,
    rated_by_files.scale_id,
    rated_by_files.domain
from rated_by_files
cross join batches_of_service
union all
select
    rated_by_service.batch_id,
    rated_by_service.element_id,
    rated_by_service.scale_id,
    rated_by_service.domain
from rated_by_service
left join domains_of_files on rated_by_service.domain = domains_of_files.domain
where domains_of_files.domain is null
