{{ config(materialized='view') }}

with

counted as (

    select
        build,
        count(*) as n
    from {{ ref('swapped') }}
    group by build

)

select
    build,
    n,
    {{ var('build') }} as build_of_view
from counted
