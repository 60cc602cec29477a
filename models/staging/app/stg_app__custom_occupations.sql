select
    occupation_key,
    label,
    description,
    group_code,
    alternative_labels,
    created_at,
    created_by,
    batch_id,
    source_file,
    source_line

from {{ ref('base_app__custom_occupations') }}
where rejection_reason is null
