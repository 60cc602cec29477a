-- the listings of a posting, the one that stands for it first
select
    listings.board,
    listings.external_id,
    listings.listing_id,
    members.is_canonical,
    members.score,
    members.reasons,
    listings.status,
    listings.status_reason,
    listings.status_since,
    listings.first_seen_at,
    listings.last_seen_at,
    listings.changed_at,
    listings.visits,
    listings.title,
    listings.employer,
    listings.place,
    listings.town,
    listings.county,
    listings.is_remote,
    listings.url,
    listings.application_link,
    listings.posted_on,
    listings.posted_precision,
    listings.posted_not_after,
    listings.posted_text,
    listings.posted_reason,
    listings.deadline_on,
    listings.deadline_text,
    listings.deadline_reason,
    listings.salary_min,
    listings.salary_max,
    listings.salary_currency,
    listings.salary_period,
    listings.salary_basis,
    listings.salary_text,
    listings.salary_reason,
    listings.employment_types,
    listings.employment_type_text,
    listings.experience_years_min,
    listings.experience_years_max,
    listings.experience_text,
    listings.education_level,
    listings.education_text,
    listings.language,
    listings.industry,
    listings.skills,
    char_length(listings.description) as description_characters,
    listings.origins

from job_posting_listings as members
inner join job_listings as listings
    on
        members.board = listings.board
        and members.external_id = listings.external_id
where members.posting_id = :posting_id
order by members.is_canonical desc, listings.first_seen_at, listings.board, listings.external_id
