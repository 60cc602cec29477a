{#
    A table of one row, so that every model of a build reads the same choice.
    The release: the one that var onet_release names; else the newest, and the committed sample
    only while no real delivery is ready.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

ready_batches as (

    select * from {{ ref('stg_ledger__ready_batches') }}

)

select
    source,
    batch_id,
    run_id,
    release_name,
    released_on,
    is_sample

from ready_batches
where
    source = 'onet'
    {% if var('onet_release') -%}
        and release_name
        = '{{ var("onet_release") | string | replace("\\", "") | replace("'", "''") }}'
    {%- endif %}
order by is_sample asc, released_on desc, batch_id desc
limit 1
