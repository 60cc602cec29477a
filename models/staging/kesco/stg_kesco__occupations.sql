select
    kesco_key,
    kesco_code,
    title,
    serial_number,
    batch_id,
    source_file,
    source_line

from {{ ref('base_kesco__occupations') }}
where rejection_reason is null
