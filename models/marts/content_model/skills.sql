with

elements as (

    select * from {{ ref('int_onet__elements') }}

),

rated_elements as (

    select distinct element_id
    from {{ ref('occupation_element_ratings') }}

)

select
    skills.element_id,
    skills.element_name as skill_name,
    skills.description,
    case skill_groups.element_id
        when '2.A' then 'basic'
        when '2.B' then 'cross_functional'
    end as skill_group,
    skill_groups.element_name as skill_group_name,
    subgroups.element_id as subgroup_element_id,
    subgroups.element_name as subgroup_name

from elements as skills
inner join rated_elements on skills.element_id = rated_elements.element_id
inner join elements as skill_groups on skills.branch_id = skill_groups.element_id
inner join elements as subgroups on skills.parent_element_id = subgroups.element_id
where skills.domain = 'skill'
