{{ config(materialized='view') }}

with

compared as (

    select
        {{ levels_side_by_side() }},
        held.release_name as from_release_name,
        needed.release_name as to_release_name

    from {{ ref('occupation_levels') }} as held
    inner join {{ ref('occupation_levels') }} as needed on held.element_id = needed.element_id

)

select
    {{ gap_figures() }},
    from_release_name,
    to_release_name

from compared
