(
    :word_2 is null
    or exists (
        select 1 from label_words as other_words
        where
            other_words.concept_kind = :kind
            and other_words.taxonomy = words.taxonomy
            and other_words.concept_key = words.concept_key
            and other_words.word like :word_2
    )
)
