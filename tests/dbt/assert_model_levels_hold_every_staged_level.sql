-- Each staged level of a language model is in the mart once, with its value, marked as a model's.
with

staged as (

    select
        occupation_code,
        element_id,
        model,
        prompt_version,
        level
    from {{ ref('stg_language_model__levels') }}

),

marts as (

    select
        occupation_code,
        element_id,
        model,
        prompt_version,
        level
    from {{ ref('model_levels') }}
    where origin = 'model'

),

both_sides as (

    select * from staged
    union all
    select * from marts

)

select
    occupation_code,
    element_id,
    model,
    prompt_version,
    level,
    count(*) as n
from both_sides
group by
    occupation_code,
    element_id,
    model,
    prompt_version,
    level
having count(*) <> 2
