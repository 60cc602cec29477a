-- what the title of a posting is matched to, in each taxonomy
select
    matches.taxonomy,
    matches.match_level,
    matches.match_reason,
    matches.occupation_key,
    case when matches.match_level = 'occupation' then matches.candidate_label end
        as occupation_label,
    matches.unit_group,
    matches.two_digit_group,
    matches.matched_label,
    matches.method,
    matches.confidence,
    matches.group_confidence,
    matches.two_digit_confidence,
    matches.core_title,
    matches.seniority,
    matches.review

from job_postings as postings
inner join job_listing_matches as matches
    on
        postings.canonical_board = matches.board
        and postings.canonical_external_id = matches.external_id
where postings.posting_id = :posting_id
order by matches.taxonomy
