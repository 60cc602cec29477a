with

ratings as (

    select * from {{ ref('int_onet__ratings') }}
    where element_id like '1.B.%'

),

-- the code of a high point is the place of its interest: 1 for 1.B.1.a, and on
high_points as (

    select
        occupation_code,
        concat('1.B.1.', substr('abcdef', cast(value as signed), 1)) as element_id,
        case element_id
            when '1.B.1.g' then 1
            when '1.B.1.h' then 2
            when '1.B.1.i' then 3
        end as high_point

    from ratings
    where
        scale_id = 'IH'
        and value > 0

),

-- a interest may be named twice where it is the only one: its first place counts
first_high_points as (

    select
        occupation_code,
        element_id,
        min(high_point) as high_point

    from high_points
    group by occupation_code, element_id

)

select
    ratings.occupation_code,
    ratings.element_id,
    ratings.element_name as interest,
    ratings.value as interest_score,
    first_high_points.high_point,
    ratings.rated_on,
    ratings.domain_source

from ratings
left join first_high_points
    on
        ratings.occupation_code = first_high_points.occupation_code
        and ratings.element_id = first_high_points.element_id
where ratings.scale_id = 'OI'
