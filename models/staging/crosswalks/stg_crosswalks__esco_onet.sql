select
    onet_soc_code,
    target,
    target_uri,
    target_code,
    is_isco_group,
    target_title,
    match_type,
    semantic_similarity,
    stated_confidence,
    batch_id,
    source_file,
    source_line

from {{ ref('base_crosswalks__esco_onet') }}
where rejection_reason is null
