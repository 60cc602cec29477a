select
    element_id,
    interest_type,
    occupation_code,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__interest_occupations') }}
where rejection_reason is null
