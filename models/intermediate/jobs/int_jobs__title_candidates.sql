{{ config(materialized='table', contract={'enforced': true}) }}

with

matches as (

    select * from {{ ref('stg_ledger__job_title_matches') }}

),

candidates as (

    select
        candidates.*,
        matches.label_batch_id
    from {{ ref('stg_ledger__job_title_candidates') }} as candidates
    inner join matches
        on
            candidates.taxonomy = matches.taxonomy
            and candidates.card_hash = matches.card_hash

),

-- each taxonomy's labels by what the matcher knows an occupation by
esco as (

    select
        candidates.taxonomy,
        candidates.card_hash,
        candidates.candidate_rank,
        occupations.occupation_key,
        occupations.preferred_label as occupation_label
    from candidates
    inner join {{ ref('stg_esco__occupations') }} as occupations
        on
            candidates.label_batch_id = occupations.batch_id
            and candidates.occupation_code = occupations.code
    where candidates.taxonomy = 'esco'

),

kesco as (

    select
        candidates.taxonomy,
        candidates.card_hash,
        candidates.candidate_rank,
        occupations.kesco_key as occupation_key,
        occupations.title as occupation_label
    from candidates
    inner join {{ ref('stg_kesco__occupations') }} as occupations
        on
            candidates.label_batch_id = occupations.batch_id
            and candidates.occupation_code = occupations.kesco_key
    where candidates.taxonomy = 'kesco'

),

onet as (

    select
        candidates.taxonomy,
        candidates.card_hash,
        candidates.candidate_rank,
        occupations.occupation_code as occupation_key,
        occupations.title as occupation_label
    from candidates
    inner join {{ ref('stg_onet__occupation_data') }} as occupations
        on
            candidates.label_batch_id = occupations.batch_id
            and candidates.occupation_code = occupations.occupation_code
    where candidates.taxonomy = 'onet'

),

named as (

    select * from esco
    union all
    select * from kesco
    union all
    select * from onet

)

select
    candidates.taxonomy,
    candidates.card_hash,
    candidates.candidate_rank,
    named.occupation_key,
    named.occupation_label,
    candidates.unit_group,
    left(candidates.label, 255) as matched_label,
    candidates.method,
    candidates.score

from candidates
inner join named
    on
        candidates.taxonomy = named.taxonomy
        and candidates.card_hash = named.card_hash
        and candidates.candidate_rank = named.candidate_rank
