with

models as (

    select * from {{ ref('int_esco__models') }}

),

hierarchy as (

    select * from {{ ref('occupation_hierarchy') }}
    where concept_kind = 'group'

)

select
    models.model,
    occupation_groups.code,
    occupation_groups.preferred_label,
    occupation_groups.group_type,
    hierarchy.depth + 1 as level,
    hierarchy.broader_code,
    hierarchy.top_code,
    occupation_groups.description,
    occupation_groups.group_key,
    occupation_groups.origin_uri

from {{ ref('stg_esco__occupation_groups') }} as occupation_groups
inner join models on occupation_groups.batch_id = models.batch_id
left join hierarchy
    on
        models.model = hierarchy.model
        and occupation_groups.group_key = hierarchy.concept_key
