-- where each concept that has all the words stands among the answers
select
    labels.taxonomy,
    labels.concept_key,
    min({place_of_label}) as place
from (
    select
        min(taxonomy) as taxonomy,
        min(concept_key) as concept_key
    from label_words
    where
        concept_kind = :kind
        and (
            word like :word_1 or word like :word_2
            or word like :word_3 or word like :word_4
        )
    group by concept_rank
    having
        max(word like :word_1)
        and max(word like :word_2)
        and max(word like :word_3)
        and max(word like :word_4)
) as found
straight_join taxonomy_labels as labels
    on
        labels.concept_kind = :kind
        and found.taxonomy = labels.taxonomy
        and found.concept_key = labels.concept_key
where {label_answers}
group by labels.taxonomy, labels.concept_key
