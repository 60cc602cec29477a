with

ratings as (

    select * from {{ ref('occupation_category_ratings') }}
    where scale_id in ('RL', 'RW', 'PT', 'OJ')

),

elements as (

    select * from {{ ref('int_onet__elements') }}

),

categories as (

    select * from {{ ref('scale_categories') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by occupation_code, element_id
            order by value desc, category asc
        ) as frequency_rank

    from ratings

)

select
    ranked.occupation_code,
    ranked.element_id,
    ranked.category,
    elements.element_name,
    ranked.scale_id,
    categories.category_description,
    ranked.value as percentage,
    ranked.frequency_rank = 1 as is_most_frequent,
    ranked.n,
    ranked.standard_error,
    ranked.ci_low,
    ranked.ci_high,
    ranked.recommend_suppress,
    ranked.rated_on,
    ranked.domain_source

from ranked
inner join elements on ranked.element_id = elements.element_id
inner join categories
    on
        ranked.element_id = categories.element_id
        and ranked.scale_id = categories.scale_id
        and ranked.category = categories.category
