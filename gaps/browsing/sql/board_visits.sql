-- the newest visits of each board
select
    visits.board,
    visits.started_at,
    visits.ended_at,
    visits.outcome,
    visits.words,
    visits.is_complete,
    visits.is_conclusive,
    visits.inconclusive_reason,
    visits.listings_found,
    visits.listings_new,
    visits.listings_seen_again,
    visits.listings_changed,
    visits.listings_expired,
    visits.listings_closed,
    visits.failures,
    visits.unread_parts,
    visits.lines_quarantined,
    visits.rows_rejected,
    visits.pages,
    visits.seconds

from (
    select
        job_board_visits.*,
        row_number() over (partition by board order by started_at desc) as newest_first

    from job_board_visits
) as visits
where visits.newest_first <= :visits
order by visits.board, visits.started_at desc
