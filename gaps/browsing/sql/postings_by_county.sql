select
    chosen.county,
    {posting_counts}

from ({postings_chosen}) as chosen
group by chosen.county
order by postings desc, chosen.county
