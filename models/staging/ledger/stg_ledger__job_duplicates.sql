with

duplicates as (

    select * from {{ source('ledger', 'job_duplicates') }}

)

select
    board,
    external_id,
    canonical_board,
    canonical_external_id,
    score,
    reasons,
    repost_of_board,
    repost_of_external_id,
    repost_score,
    repost_reasons,
    found_in

from duplicates
