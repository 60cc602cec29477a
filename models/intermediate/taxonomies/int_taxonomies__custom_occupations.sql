with

written as (

    select * from {{ ref('stg_app__custom_occupations') }}

),

delivered as (

    select * from {{ ref('int_taxonomies__occupation_notes') }}
    where taxonomy = 'custom'

)

select
    occupation_key,
    concat(group_code, '.', left(occupation_key, 8)) as code,
    label,
    group_code
from written
union all
-- a file may say more of an occupation that was written: that is a note, and no second occupation
select
    delivered.occupation_code as occupation_key,
    delivered.occupation_code as code,
    delivered.label,
    delivered.group_code
from delivered
left join written on delivered.occupation_code = written.occupation_key
where written.occupation_key is null
