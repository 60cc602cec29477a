with

matches as (

    select * from {{ source('ledger', 'job_title_matches') }}

)

select
    taxonomy,
    card_hash,
    core_title,
    seniority,
    employment_hints,
    removed,
    match_level,
    reason,
    confidence,
    group_confidence,
    two_digit_confidence,
    review,
    review_agrees,
    label_batch_id,
    labels_version,
    matcher_version

from matches
