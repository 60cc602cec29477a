-- what a posting is matched to in each taxonomy, by the title that says most
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

from job_posting_matches as chosen
inner join job_listing_matches as matches
    on
        chosen.board = matches.board
        and chosen.external_id = matches.external_id
        and chosen.taxonomy = matches.taxonomy
where chosen.posting_id = :posting_id
order by matches.taxonomy
