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

from job_postings as postings
inner join job_listing_candidates as candidates
    on
        postings.canonical_board = candidates.board
        and postings.canonical_external_id = candidates.external_id
where postings.posting_id = :posting_id
order by candidates.taxonomy, candidates.candidate_rank
