select
    element_id,
    keyword,
    keyword_type,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__interest_keywords') }}
where rejection_reason is null
