{{ config(
    materialized='incremental',
    unique_key=['a', 'b'],
    indexes=[{'columns': ['a', 'b']}]
) }}

-- the same key, of which a part is NULL, in every build; and a key of this build's own
select
    1 as a,
    cast(null as signed) as b,
    {{ var('build') }} as build
union all
select
    {{ 1 + var('build') }} as a,
    0 as b,
    {{ var('build') }} as build
