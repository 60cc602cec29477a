-- each board, when it was last read as it should be, and what of it is open
select
    visits.board,
    count(*) as visits,
    max(case when visits.outcome in ('read', 'not_modified', 'empty') then visits.started_at end)
        as last_read_at,
    (
        select count(*)
        from job_listings as listings
        where
            listings.board = visits.board
            and listings.is_open
    ) as open_listings

from job_board_visits as visits
group by visits.board
order by visits.board
