{{ config(materialized='table', contract={'enforced': true}) }}

with

cards as (

    select * from {{ ref('int_jobs__listing_cards') }}

),

matches as (

    select * from {{ ref('stg_ledger__job_title_matches') }}

),

first_candidates as (

    select * from {{ ref('int_jobs__title_candidates') }}
    where candidate_rank = 1

)

select
    cards.board,
    cards.external_id,
    matches.taxonomy,
    cards.listing_id,
    matches.match_level,
    matches.reason as match_reason,
    case
        when matches.match_level = 'occupation' then first_candidates.occupation_key
    end as occupation_key,
    case
        when matches.match_level in ('occupation', 'unit_group') then first_candidates.unit_group
    end as unit_group,
    case
        when matches.match_level <> 'unmatched' then left(first_candidates.unit_group, 2)
    end as two_digit_group,
    first_candidates.occupation_key as candidate_key,
    first_candidates.occupation_label as candidate_label,
    first_candidates.matched_label,
    first_candidates.method,
    first_candidates.score,
    matches.confidence,
    matches.group_confidence,
    matches.two_digit_confidence,
    left(matches.core_title, 400) as core_title,
    matches.seniority,
    matches.employment_hints,
    matches.removed,
    matches.review,
    matches.review_agrees,
    matches.label_batch_id,
    matches.matcher_version

from cards
inner join matches on cards.card_hash = matches.card_hash
left join first_candidates
    on
        matches.taxonomy = first_candidates.taxonomy
        and matches.card_hash = first_candidates.card_hash
