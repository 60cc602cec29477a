-- the same for a question without a word, such as %: every label is compared
select
    labels.taxonomy,
    labels.concept_key,
    min({place_of_label}) as place
from taxonomy_labels as labels
where
    labels.concept_kind = :kind
    and {label_answers}
group by labels.taxonomy, labels.concept_key
