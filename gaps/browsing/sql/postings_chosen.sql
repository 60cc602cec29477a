-- the postings that are asked for, with the match of the listing that stands for each
select
    postings.posting_id,
    {posting_day} as listed_on,
    postings.county,
    postings.open_listings > 0 as is_open,
    matches.match_level

from job_postings as postings
left join job_listing_matches as matches
    on
        postings.canonical_board = matches.board
        and postings.canonical_external_id = matches.external_id
        and matches.taxonomy = :taxonomy
where {posting_filter}
