-- the posting that a listing belongs to
select members.posting_id
from job_listings as listings
inner join job_posting_listings as members
    on
        listings.board = members.board
        and listings.external_id = members.external_id
where listings.listing_id = :listing_id
