-- Who is compared in a gap by presence of skills, and what do we know of each?
--
--     set @taxonomy = 'esco', @from_key = '2113.1', @to_key = '2511.4';
--
-- @taxonomy is esco or kesco; NULL means esco. A key is that of taxonomy_occupations, or
-- a code that one occupation alone has. Two rows, always: side from and side to; read
-- them before the rows of esco_skill_gap.sql. status: with_skills; without_skills (the
-- model names none, which is not "needs none"); not_linked (an occupation of KeSCO that
-- no ESCO occupation was found for); unknown. An occupation of KeSCO has the skills of
-- the ESCO occupation that it is most likely to be: confidence says how often such a
-- link is right, 0 to 1.

with

occupations as (

    select
        *,
        count(*) over (partition by code) as n_with_code
    from {{ ref('taxonomy_occupations') }}
    where
        taxonomy = coalesce(@taxonomy, 'esco')
        and (occupation_key in (@from_key, @to_key) or code in (@from_key, @to_key))

),

asked as (

    select
        'from' as side,
        1 as place,
        @from_key as asked_key
    union all
    select
        'to' as side,
        2 as place,
        @to_key as asked_key

),

sides as (

    select
        asked.side,
        asked.place,
        asked.asked_key,
        occupations.occupation_key,
        occupations.code,
        occupations.label,
        occupations.esco_key,
        occupations.esco_link_method,
        occupations.esco_link_confidence
    from asked
    left join occupations
        on
            asked.asked_key = occupations.occupation_key
            or (asked.asked_key = occupations.code and occupations.n_with_code = 1)

),

primary_model as (

    select *
    from {{ ref('esco_models') }}
    where is_primary

),

counted as (

    select
        sides.side,
        count(*) as n_skills,
        sum(coalesce(skills.relation_type = 'essential', 0)) as n_essential,
        sum(coalesce(skills.relation_type = 'optional', 0)) as n_optional
    from sides
    inner join primary_model on true
    inner join {{ ref('esco_occupation_skills') }} as skills
        on
            primary_model.model = skills.model
            and sides.esco_key = skills.occupation_key
    group by sides.side

)

select
    sides.side,
    coalesce(@taxonomy, 'esco') as taxonomy,
    coalesce(sides.occupation_key, sides.asked_key) as occupation_key,
    sides.code,
    sides.label,
    case
        when sides.occupation_key is null then 'unknown'
        when sides.esco_key is null then 'not_linked'
        when counted.n_skills is null then 'without_skills'
        else 'with_skills'
    end as status,
    primary_model.model,
    esco_occupations.code as esco_code,
    esco_occupations.preferred_label as esco_label,
    sides.esco_link_method as method,
    sides.esco_link_confidence as confidence,
    coalesce(counted.n_skills, 0) as n_skills,
    coalesce(counted.n_essential, 0) as n_essential,
    coalesce(counted.n_optional, 0) as n_optional,
    publication.invocation_id
from sides
left join counted on sides.side = counted.side
left join primary_model on true
left join {{ ref('esco_occupations') }} as esco_occupations
    on
        primary_model.model = esco_occupations.model
        and sides.esco_key = esco_occupations.occupation_key
left join {{ ref('publication') }} as publication on true
order by sides.place
