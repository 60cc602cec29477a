case
        when postings.open_listings > 0 then 'open'
        when exists (
            select 1
            from job_posting_listings as members
            inner join job_listings as listings
                on
                    members.board = listings.board
                    and members.external_id = listings.external_id
            where
                members.posting_id = postings.posting_id
                and listings.status = 'closed'
        ) then 'closed'
        else 'expired'
    end
