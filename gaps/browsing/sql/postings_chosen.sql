-- the postings that are asked for, with what each is matched to
select
    postings.posting_id,
    postings.listed_on,
    postings.county,
    postings.status = 'open' as is_open,
    matches.match_level

from job_postings as postings
left join job_posting_matches as matches
    on
        postings.posting_id = matches.posting_id
        and matches.taxonomy = :taxonomy
where {posting_filter}
