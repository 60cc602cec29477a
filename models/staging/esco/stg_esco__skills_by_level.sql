select
    concept_uri,
    depth,
    code,
    pillar_code,
    label,
    batch_id,
    source_file,
    source_line

from {{ ref('base_esco__skills_by_level') }}
where rejection_reason is null
