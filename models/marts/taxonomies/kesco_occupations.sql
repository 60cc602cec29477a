with

editions as (

    select * from {{ ref('int_taxonomies__current_batches') }}
    where source = 'kesco'

)

select
    occupations.kesco_key,
    occupations.kesco_code,
    occupations.title,
    left(occupations.kesco_code, 4) as kesco_group,
    occupations.serial_number,
    editions.release_name as edition

from {{ ref('stg_kesco__occupations') }} as occupations
inner join editions on occupations.batch_id = editions.batch_id
