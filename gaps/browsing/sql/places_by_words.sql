-- where each concept that has all the words stands among the answers
select
    labels.taxonomy,
    labels.concept_key,
    min({place_of_label}) as place
from (
    select distinct
        words.taxonomy,
        words.concept_key
    from label_words as words
    where
        words.concept_kind = :kind
        and words.word like :word_1
        and {has_word_2}
        and {has_word_3}
        and {has_word_4}
) as found
straight_join taxonomy_labels as labels
    on
        labels.concept_kind = :kind
        and found.taxonomy = labels.taxonomy
        and found.concept_key = labels.concept_key
where {label_answers}
group by labels.taxonomy, labels.concept_key
