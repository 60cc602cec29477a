-- the occupations that the title of a posting may mean, the best first
select
    candidates.taxonomy,
    candidates.candidate_rank,
    candidates.occupation_key,
    candidates.occupation_label,
    candidates.unit_group,
    candidates.matched_label,
    candidates.method,
    candidates.score

from job_posting_matches as surest
inner join job_listing_candidates as candidates
    on
        surest.board = candidates.board
        and surest.external_id = candidates.external_id
        and surest.taxonomy = candidates.taxonomy
where surest.posting_id = :posting_id
order by candidates.taxonomy, candidates.candidate_rank
