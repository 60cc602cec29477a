-- Occupations and skills with a letter or digit in their preferred label, and no word.
with

labels as (

    select * from {{ ref('taxonomy_labels') }}
    where label_number = 1 and label regexp '[[:alnum:]]'

),

concepts_with_words as (

    select distinct
        concept_kind,
        taxonomy,
        concept_key
    from {{ ref('label_words') }}

)

select
    labels.concept_kind,
    labels.taxonomy,
    labels.concept_key

from labels
left join concepts_with_words
    on
        labels.concept_kind = concepts_with_words.concept_kind
        and labels.taxonomy = concepts_with_words.taxonomy
        and labels.concept_key = concepts_with_words.concept_key
where concepts_with_words.concept_key is null
