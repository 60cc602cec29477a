-- the occupations that the title may mean by which a posting is matched, the best first
select
    candidates.taxonomy,
    candidates.candidate_rank,
    candidates.occupation_key,
    candidates.occupation_label,
    candidates.unit_group,
    candidates.matched_label,
    candidates.method,
    candidates.score

from job_posting_matches as chosen
inner join job_listing_candidates as candidates
    on
        chosen.board = candidates.board
        and chosen.external_id = candidates.external_id
        and chosen.taxonomy = candidates.taxonomy
where chosen.posting_id = :posting_id
order by candidates.taxonomy, candidates.candidate_rank
