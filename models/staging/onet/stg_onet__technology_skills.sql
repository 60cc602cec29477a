select
    occupation_code,
    example,
    category_id,
    category_name,
    is_hot_technology,
    is_in_demand,
    batch_id,
    source_file,
    source_line

from {{ ref('base_onet__technology_skills') }}
where rejection_reason is null
