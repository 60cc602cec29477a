{#
    A table of a few rows, so that every model of a build reads the same choice.

    The newest release is preferred and a tie goes to the files. Whoever names a release wants
    nothing newer than it, so that the service's newer releases are then no candidates.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

current_batch as (

    select
        batch_id,
        release_name,
        released_on,
        is_sample,
        {{ release_order('release_name', 'is_sample') }} as release_order

    from {{ ref('int_onet__current_batch') }}

),

batches_of_service as (

    select
        batch_id,
        release_name,
        released_on,
        is_sample,
        {{ release_order('release_name', 'is_sample') }} as release_order

    from {{ ref('stg_ledger__ready_batches') }}
    where source = 'onet_api'

),

candidates as (

    select
        current_batch.*,
        'file' as origin,
        0 as is_newer_than_files
    from current_batch
    union all
    select
        batches_of_service.*,
        'onet_api' as origin,
        batches_of_service.release_order > current_batch.release_order as is_newer_than_files
    from batches_of_service
    cross join current_batch
    {% if var('onet_release') -%}
        where batches_of_service.release_order <= current_batch.release_order
    {%- endif %}

)

select
    batch_id,
    origin,
    release_name,
    released_on,
    is_sample,
    release_order,
    is_newer_than_files,
    row_number() over (
        order by release_order desc, case origin when 'file' then 0 else 1 end asc, batch_id desc
    ) as preference

from candidates
