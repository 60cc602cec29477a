(:posting_id is null or postings.posting_id = :posting_id)
    and (:county is null or postings.county = :county)
    and (:from_day is null or postings.listed_on >= :from_day)
    and (:to_day is null or postings.listed_on <= :to_day)
    and (:status is null or postings.status = :status)
    and (
        :board is null
        or exists (
            select 1
            from job_posting_listings as members
            where
                members.posting_id = postings.posting_id
                and members.board = :board
        )
    )
    and (
        :is_any_occupation
        or (matches.match_level = 'occupation' and matches.occupation_key in :occupation_keys)
    )
    and (
        :min_confidence is null
        or (matches.match_level = 'occupation' and matches.confidence >= :min_confidence)
    )
    and (
        :term_1 is null
        or postings.posting_id in ({titles_found})
    )
