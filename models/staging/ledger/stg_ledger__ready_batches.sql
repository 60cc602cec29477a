with

batches as (

    select * from {{ source('ledger', 'batches') }}

)

select
    batch_id,
    run_id,
    source,
    release_name,
    released_on,
    is_sample,
    ready_at

from batches
where status = 'ready'
