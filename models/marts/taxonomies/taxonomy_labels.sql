with

primary_model as (

    select model from {{ ref('esco_models') }}
    where is_primary

),

written_labels as (

    select
        written.occupation_key,
        labels.label
    from {{ ref('stg_app__custom_occupations') }} as written
    inner join {{ texts_of('written.alternative_labels') }} as labels

),

given_labels as (

    select
        'occupation' as concept_kind,
        taxonomy,
        occupation_key as concept_key,
        'preferred' as label_kind,
        label
    from {{ ref('taxonomy_occupations') }}
    union all
    select
        'skill' as concept_kind,
        taxonomy,
        skill_key as concept_key,
        'preferred' as label_kind,
        label
    from {{ ref('taxonomy_skills') }}
    union all
    select
        'occupation' as concept_kind,
        'onet' as taxonomy,
        occupation_code as concept_key,
        'alternative' as label_kind,
        job_title as label
    from {{ ref('job_titles') }}
    union all
    select
        'occupation' as concept_kind,
        'onet' as taxonomy,
        occupation_code as concept_key,
        'alternative' as label_kind,
        short_title as label
    from {{ ref('job_titles') }}
    where short_title <> ''
    union all
    select
        'occupation' as concept_kind,
        'onet' as taxonomy,
        occupation_code as concept_key,
        'alternative' as label_kind,
        reported_job_title as label
    from {{ ref('reported_titles') }}
    union all
    select
        labels.concept_kind,
        'esco' as taxonomy,
        labels.concept_key,
        'alternative' as label_kind,
        left(labels.label, 255) as label
    from {{ ref('alternative_labels') }} as labels
    inner join primary_model on labels.model = primary_model.model
    where labels.concept_kind in ('occupation', 'skill')
    union all
    select
        'occupation' as concept_kind,
        'custom' as taxonomy,
        occupation_key as concept_key,
        'alternative' as label_kind,
        left({{ clean_label('label') }}, 255) collate utf8mb4_bin as label
    from written_labels
    where {{ clean_label('label') }} is not null

),

-- the preferred label stays where an alternative says the same
labels_once as (

    select
        concept_kind,
        taxonomy,
        concept_key,
        label,
        max(label_kind) as label_kind

    from given_labels
    group by concept_kind, taxonomy, concept_key, label

)

select
    concept_kind,
    taxonomy,
    concept_key,
    row_number() over (
        partition by concept_kind, taxonomy, concept_key
        order by label_kind desc, label asc
    ) as label_number,
    label_kind,
    label

from labels_once
