-- the same for one word alone: its place is in the table of words, and no label is read
select
    taxonomy,
    concept_key,
    min(case when place = 0 and word <> :asked then 1 else place end) as place
from label_words
where
    concept_kind = :kind
    and word like :word_1
group by taxonomy, concept_key
