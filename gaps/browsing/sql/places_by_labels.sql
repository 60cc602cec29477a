-- the same for a question without a word, such as %: every label is compared, byte by byte, for signs
-- have neither case nor accents
select
    labels.taxonomy,
    labels.concept_key,
    min({place_of_label}) as place
from taxonomy_labels as labels
where
    labels.concept_kind = :kind
    and {label_has_signs}
group by labels.taxonomy, labels.concept_key
