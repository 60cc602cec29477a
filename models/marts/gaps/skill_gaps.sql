{{ config(materialized='view') }}

with

held as (

    select * from {{ ref('occupation_levels') }}

),

needed as (

    select * from {{ ref('occupation_levels') }}

)

select
    held.occupation_code as from_code,
    needed.occupation_code as to_code,
    needed.element_id,
    needed.element_name,
    needed.domain,
    {{ gap_figures() }},
    held.is_low_precision or needed.is_low_precision as is_low_precision,
    held.release_name as from_release_name,
    needed.release_name as to_release_name

from held
inner join needed on held.element_id = needed.element_id
