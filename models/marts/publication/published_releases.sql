with

current_batches as (

    select
        source,
        release_name,
        released_on,
        is_sample,
        batch_id
    from {{ ref('int_onet__current_batch') }}
    union all
    select
        'onet_api' as source,
        release_name,
        released_on,
        is_sample,
        batch_id
    from {{ ref('int_onet__candidate_batches') }}
    where origin = 'onet_api'
    union all
    select
        source,
        release_name,
        released_on,
        is_sample,
        batch_id
    from {{ ref('int_taxonomies__current_batches') }}

)

select
    source,
    release_name,
    released_on,
    is_sample,
    batch_id,
    {{ var('run_id') | int }} as run_id,
    utc_timestamp(6) as published_at

from current_batches
