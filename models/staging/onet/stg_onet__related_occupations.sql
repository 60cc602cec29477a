select
    occupation_code,
    related_occupation_code,
    relatedness_tier,
    related_rank,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__related_occupations') }}
where rejection_reason is null
