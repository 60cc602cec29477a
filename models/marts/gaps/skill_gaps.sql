{{ config(materialized='view') }}

with

compared as (

    select {{ levels_side_by_side() }}

    from {{ ref('occupation_levels') }} as held
    inner join {{ ref('occupation_levels') }} as needed on held.element_id = needed.element_id

)

select {{ gap_figures() }}

from compared
