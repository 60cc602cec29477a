with

candidates as (

    select * from {{ source('ledger', 'occupation_link_candidates') }}

)

select
    title_batch_id,
    title_line,
    label_batch_id,
    label_code,
    candidate_rank,
    label,
    method,
    confidence,
    matcher_version

from candidates
