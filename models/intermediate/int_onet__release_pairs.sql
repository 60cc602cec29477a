{#
    A table of a few rows, so that every model of a build compares the same deliveries.

    The committed sample is no release. Whoever names a release wants nothing newer than it.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

releases as (

    select
        batch_id,
        release_name,
        released_on,
        {{ onet_soc_edition('released_on') }} as onet_soc_edition,
        row_number() over (
            order by released_on, {{ release_order('release_name', 'is_sample') }}, batch_id
        ) as place

    from {{ ref('stg_ledger__ready_batches') }}
    where
        source = 'onet'
        and not is_sample

),

published_release as (

    select releases.place
    from releases
    inner join {{ ref('int_onet__current_batch') }} as current_batch
        on releases.batch_id = current_batch.batch_id

)

select
    older.batch_id as from_batch_id,
    newer.batch_id as to_batch_id,
    older.release_name as from_release_name,
    newer.release_name as to_release_name,
    older.released_on as from_released_on,
    newer.released_on as to_released_on,
    older.onet_soc_edition as from_onet_soc_edition,
    newer.onet_soc_edition as to_onet_soc_edition,
    row_number() over (order by newer.place desc, older.place desc) as recency

from releases as older
inner join releases as newer on older.place < newer.place
inner join published_release on newer.place <= published_release.place
