-- weeks begin on Monday
select
    date_sub(chosen.listed_on, interval weekday(chosen.listed_on) day) as week,
    {posting_counts}

from ({postings_chosen}) as chosen
group by date_sub(chosen.listed_on, interval weekday(chosen.listed_on) day)
order by week desc
