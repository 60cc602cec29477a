coalesce(postings.posted_on, cast(postings.first_seen_at as date))
