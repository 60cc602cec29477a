with

labels as (

    select * from {{ ref('taxonomy_labels') }}

),

concepts as (

    select
        concept_kind,
        taxonomy,
        concept_key,
        row_number() over (
            partition by concept_kind
            order by label collate utf8mb4_unicode_520_ci, label, taxonomy, concept_key
        ) as concept_rank

    from labels
    where label_number = 1

),

words_of_labels as (

    select
        labels.concept_kind,
        left(words.word, 64) collate utf8mb4_unicode_520_ci as word,
        labels.taxonomy,
        labels.concept_key,
        concepts.concept_rank,
        case
            when labels.label_number > 1 then 3
            when labels.label = words.word then 0
            when words.word_number = 1 then 1
            else 2
        end as place

    from concepts
    inner join labels
        on
            concepts.concept_kind = labels.concept_kind
            and concepts.taxonomy = labels.taxonomy
            and concepts.concept_key = labels.concept_key
    inner join {{ words_of('labels.label') }} as words
    where words.word <> ''

)

select
    concept_kind,
    word,
    taxonomy,
    concept_key,
    min(place) as place,
    concept_rank

from words_of_labels
group by concept_kind, word, taxonomy, concept_key, concept_rank
