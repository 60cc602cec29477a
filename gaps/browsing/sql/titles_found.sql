-- the postings whose title has every part of what was asked, and a word that begins as each word
select labels.posting_id
from (
    select
        posting_id,
        title as label,
        concat(' ', regexp_replace(title, '[^\\p{L}\\p{M}\\p{N}]+', ' '), ' ')
        collate utf8mb4_unicode_520_ci as words

    from job_postings
) as labels
where
    {label_answers}
    and (:word_1 is null or labels.words like :word_1)
    and (:word_2 is null or labels.words like :word_2)
    and (:word_3 is null or labels.words like :word_3)
    and (:word_4 is null or labels.words like :word_4)
