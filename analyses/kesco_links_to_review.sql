-- Which occupations of KeSCO have candidates that a person should look at, and which?
--
--     set @least_confidence = 0.9;
--
-- @least_confidence is how often a link must be right to need no look, 0 to 1; NULL
-- means 0.9. Of ESCO the primary model. One row an occupation of KeSCO whose best
-- candidate is less sure, and candidate; the likely ones first, for they are soon
-- confirmed. Occupations without any candidate stand at the end, with empty columns.

with

primary_model as (

    select *
    from {{ ref('esco_models') }}
    where is_primary

),

candidates as (

    select candidates.*
    from {{ ref('kesco_esco_candidates') }} as candidates
    inner join primary_model on candidates.model = primary_model.model

),

sure as (

    select kesco_key
    from candidates
    where
        candidate_rank = 1
        and confidence >= coalesce(@least_confidence, 0.9)

),

best_confidences as (

    select
        kesco_key,
        max(confidence) as best_confidence
    from candidates
    group by kesco_key

)

select
    kesco_occupations.kesco_code,
    kesco_occupations.title,
    candidates.candidate_rank,
    esco_occupations.code as esco_code,
    esco_occupations.preferred_label as esco_label,
    candidates.label as matched_label,
    candidates.method,
    candidates.confidence,
    kesco_occupations.kesco_key,
    candidates.occupation_key
from {{ ref('kesco_occupations') }} as kesco_occupations
left join sure on kesco_occupations.kesco_key = sure.kesco_key
left join best_confidences on kesco_occupations.kesco_key = best_confidences.kesco_key
left join candidates on kesco_occupations.kesco_key = candidates.kesco_key
left join {{ ref('esco_occupations') }} as esco_occupations
    on
        candidates.model = esco_occupations.model
        and candidates.occupation_key = esco_occupations.occupation_key
where sure.kesco_key is null
order by
    best_confidences.best_confidence is null asc,
    best_confidences.best_confidence desc,
    kesco_occupations.kesco_key asc,
    candidates.candidate_rank asc
