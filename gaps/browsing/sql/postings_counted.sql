select
    {posting_counts}

from ({postings_chosen}) as chosen
