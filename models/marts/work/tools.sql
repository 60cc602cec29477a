with

current_batch as (

    select * from {{ ref('int_onet__current_batch') }}

),

commodities as (

    select commodities.*
    from {{ ref('stg_onet__unspsc_reference') }} as commodities
    inner join current_batch on commodities.batch_id = current_batch.batch_id

),

tools as (

    select tools.*
    from {{ ref('stg_onet__tools_used') }} as tools
    inner join current_batch on tools.batch_id = current_batch.batch_id

)

select
    tools.occupation_code,
    tools.example,
    tools.commodity_code,
    tools.commodity_title,
    commodities.class_title,
    commodities.family_title,
    commodities.segment_title

from tools
inner join commodities on tools.commodity_code = commodities.commodity_code
