-- A landed batch is on trial: it is read in place of the ready one of its release, and takes
-- that one's place for good once a build on it is published.
with

batches as (

    select * from {{ source('ledger', 'batches') }}
    where status in ('landed', 'ready')

),

newest_of_releases as (

    select max(batch_id) as batch_id
    from batches
    group by source, release_name

)

select
    batches.batch_id,
    batches.run_id,
    batches.source,
    batches.release_name,
    batches.released_on,
    batches.is_sample,
    batches.ready_at

from batches
inner join newest_of_releases on batches.batch_id = newest_of_releases.batch_id
