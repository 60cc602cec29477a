with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

)

select
    source,
    release_name,
    released_on,
    is_sample,
    batch_id,
    {{ var('run_id') | int }} as run_id,
    utc_timestamp(6) as published_at

from current_batch
