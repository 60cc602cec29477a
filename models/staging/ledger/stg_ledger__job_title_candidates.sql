with

candidates as (

    select * from {{ source('ledger', 'job_title_candidates') }}

)

select
    taxonomy,
    card_hash,
    candidate_rank,
    occupation_code,
    unit_group,
    label,
    method,
    score

from candidates
