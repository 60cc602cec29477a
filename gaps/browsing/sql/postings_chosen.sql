-- the postings that are asked for, with what each is matched to
select
    postings.posting_id,
    {posting_day} as listed_on,
    postings.county,
    postings.open_listings > 0 as is_open,
    matches.match_level

from job_postings as postings
left join job_posting_matches as surest
    on postings.posting_id = surest.posting_id and surest.taxonomy = :taxonomy
left join job_listing_matches as matches
    on
        surest.board = matches.board
        and surest.external_id = matches.external_id
        and surest.taxonomy = matches.taxonomy
where {posting_filter}
