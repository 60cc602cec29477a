-- Matches that name an occupation or a group, and have no first candidate that staging holds.
select
    board,
    external_id,
    taxonomy,
    match_level
from {{ ref('job_listing_matches') }}
where
    match_level <> 'unmatched'
    and (candidate_key is null or confidence > group_confidence)
