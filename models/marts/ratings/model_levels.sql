with

judged as (

    select * from {{ ref('stg_language_model__levels') }}

),

occupations as (

    select * from {{ ref('occupations') }}

),

elements as (

    select * from {{ ref('int_onet__elements') }}

),

level_bands as (

    select * from {{ ref('int_onet__level_bands') }}

)

select
    judged.occupation_code,
    judged.element_id,
    judged.model,
    judged.prompt_version,
    occupations.title as occupation_title,
    elements.element_name,
    coalesce(elements.domain, '') as domain,
    judged.level,
    level_bands.level_meaning,
    judged.reason,
    'model' as origin,
    occupations.ratings_status,
    judged.asked_on,
    judged.batch_id

from judged
left join occupations on judged.occupation_code = occupations.occupation_code
left join elements on judged.element_id = elements.element_id
left join level_bands
    on {{ is_in_band('judged', 'level_bands') }}
