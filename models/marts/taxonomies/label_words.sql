select distinct
    labels.concept_kind,
    left(words.word, 64) collate utf8mb4_unicode_520_ci as word,
    labels.taxonomy,
    labels.concept_key

from {{ ref('taxonomy_labels') }} as labels
inner join {{ words_of('labels.label') }} as words
where words.word <> ''
