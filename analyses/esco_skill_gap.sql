-- Which skills does the target need that the occupation has not, by presence?
--
--     set @taxonomy = 'esco', @from_key = '2113.1', @to_key = '2511.4';
--
-- Variables as in esco_skill_gap_sides.sql, which says who is compared, and for KeSCO
-- through which link and how sure it is. One row a skill that either side needs. gap:
-- missing_essential, missing_optional (the target needs it, the occupation has it in no
-- form), missing_signalled (so does a local occupation, which signals it and gives no
-- type), shared (both), surplus (the occupation alone). ESCO says which skills, not at
-- what level: shared is no proof of enough. skill_group is the group right below a
-- pillar that the skill lies in; of several the first.

with

recursive primary_model as (

    select *
    from {{ ref('esco_models') }}
    where is_primary

),

occupations as (

    select
        *,
        count(*) over (partition by code) as n_with_code
    from {{ ref('taxonomy_occupations') }}
    where
        taxonomy = coalesce(@taxonomy, 'esco')
        and (occupation_key in (@from_key, @to_key) or code in (@from_key, @to_key))

),

held as (

    select
        skills.skill_key,
        coalesce(skills.relation_type, 'signalled') as relation_type
    from occupations
    inner join primary_model on true
    inner join {{ ref('esco_occupation_skills') }} as skills
        on
            primary_model.model = skills.model
            and occupations.esco_key = skills.occupation_key
    where
        occupations.occupation_key = @from_key
        or (occupations.code = @from_key and occupations.n_with_code = 1)

),

needed as (

    select
        skills.skill_key,
        coalesce(skills.relation_type, 'signalled') as relation_type
    from occupations
    inner join primary_model on true
    inner join {{ ref('esco_occupation_skills') }} as skills
        on
            primary_model.model = skills.model
            and occupations.esco_key = skills.occupation_key
    where
        occupations.occupation_key = @to_key
        or (occupations.code = @to_key and occupations.n_with_code = 1)

),

either_side as (

    select skill_key from held
    union distinct
    select skill_key from needed

),

-- every group above a skill, and whether it lies right below a pillar
groups_above as (

    select
        either_side.skill_key,
        hierarchy.broader_kind,
        hierarchy.broader_key
    from either_side
    inner join primary_model on true
    inner join {{ ref('skill_hierarchy') }} as hierarchy
        on
            primary_model.model = hierarchy.model
            and hierarchy.concept_kind = 'skill'
            and either_side.skill_key = hierarchy.concept_key
    union distinct
    select
        groups_above.skill_key,
        hierarchy.broader_kind,
        hierarchy.broader_key
    from groups_above
    inner join primary_model on true
    inner join {{ ref('skill_hierarchy') }} as hierarchy
        on
            primary_model.model = hierarchy.model
            and groups_above.broader_kind = hierarchy.concept_kind
            and groups_above.broader_key = hierarchy.concept_key

),

below_a_pillar as (

    select distinct
        groups_above.skill_key,
        coalesce(skill_groups.code, '') as group_code,
        skill_groups.preferred_label as group_label
    from groups_above
    inner join primary_model on true
    inner join {{ ref('esco_skill_groups') }} as skill_groups
        on
            primary_model.model = skill_groups.model
            and groups_above.broader_key = skill_groups.skill_group_key
    inner join {{ ref('skill_hierarchy') }} as to_pillar
        on
            primary_model.model = to_pillar.model
            and to_pillar.concept_kind = 'skill_group'
            and groups_above.broader_key = to_pillar.concept_key
    left join {{ ref('skill_hierarchy') }} as above_pillar
        on
            primary_model.model = above_pillar.model
            and to_pillar.broader_kind = above_pillar.concept_kind
            and to_pillar.broader_key = above_pillar.concept_key
    where
        groups_above.broader_kind = 'skill_group'
        and above_pillar.concept_key is null

),

numbered_groups as (

    select
        *,
        row_number() over (
            partition by skill_key
            order by group_code = '' asc, group_code asc, group_label asc
        ) as place
    from below_a_pillar

)

select
    skills.skill_key,
    skills.preferred_label as skill,
    skills.skill_type,
    skills.reuse_level,
    held.relation_type as from_relation,
    needed.relation_type as to_relation,
    case
        when needed.skill_key is null then 'surplus'
        when held.skill_key is not null then 'shared'
        else concat('missing_', needed.relation_type)
    end as gap,
    numbered_groups.group_code as skill_group_code,
    numbered_groups.group_label as skill_group
from either_side
inner join primary_model on true
inner join {{ ref('esco_skills') }} as skills
    on
        primary_model.model = skills.model
        and either_side.skill_key = skills.skill_key
left join held on either_side.skill_key = held.skill_key
left join needed on either_side.skill_key = needed.skill_key
left join numbered_groups
    on
        either_side.skill_key = numbered_groups.skill_key
        and numbered_groups.place = 1
order by
    field(
        gap,
        'missing_essential',
        'missing_signalled',
        'missing_optional',
        'shared',
        'surplus'
    ),
    skill_group,
    skill,
    skills.skill_key
