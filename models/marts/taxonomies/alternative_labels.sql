select
    model,
    concept_kind,
    concept_key,
    label_kind,
    position,
    label,
    language

from {{ ref('int_esco__label_lines') }}
where dropped_reason is null
