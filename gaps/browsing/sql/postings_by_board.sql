-- a posting that several boards show is counted with each of them
select
    boards.board,
    {posting_counts}

from ({postings_chosen}) as chosen
inner join (select distinct posting_id, board from job_posting_listings) as boards
    on chosen.posting_id = boards.posting_id
group by boards.board
order by postings desc, boards.board
