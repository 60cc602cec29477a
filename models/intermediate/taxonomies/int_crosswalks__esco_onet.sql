{{ config(materialized='table', contract={'enforced': true}) }}

with

models as (

    select * from {{ ref('int_esco__models') }}

),

crosswalk_rows as (

    select
        crosswalks.*,
        batches.release_name,
        cast(case
            when batches.release_name like '%ESCO Secretariat%' then 'esco_secretariat'
            when batches.release_name like '%O*NET Center%' then 'onet_center'
            when batches.release_name like '%Career Causeways%' then 'career_causeways'
        end as char(32)) as method
    from {{ ref('stg_crosswalks__esco_onet') }} as crosswalks
    inner join {{ ref('int_taxonomies__current_batches') }} as batches
        on crosswalks.batch_id = batches.batch_id

),

-- what a model added has no place in a crosswalk made for ESCO
esco_occupations as (

    select * from {{ ref('stg_esco__occupations') }}
    where occupation_type = 'escooccupation'

)

select
    models.model,
    crosswalk_rows.batch_id,
    crosswalk_rows.source_line,
    crosswalk_rows.method,
    cast(coalesce(
        crosswalk_rows.match_type,
        cast(crosswalk_rows.stated_confidence + 0e0 as char),
        ''
    ) as char(16)) as grade,
    crosswalk_rows.onet_soc_code,
    crosswalk_rows.is_isco_group,
    case
        when crosswalk_rows.is_isco_group then crosswalk_rows.target_code
        else coalesce(by_uri.code, by_label.code, by_code.code)
    end as target_code,
    coalesce(by_uri.occupation_key, by_label.occupation_key, by_code.occupation_key) as target_key

from crosswalk_rows
cross join models
left join esco_occupations as by_uri
    on
        models.batch_id = by_uri.batch_id
        and crosswalk_rows.target_uri = by_uri.origin_uri
-- codes move between versions of ESCO, labels hardly do: a code counts where no label agrees
left join {{ ref('int_esco__unambiguous_labels') }} as by_label
    on
        models.batch_id = by_label.batch_id
        and crosswalk_rows.target_title = by_label.preferred_label
        and crosswalk_rows.target_uri is null
left join esco_occupations as by_code
    on
        models.batch_id = by_code.batch_id
        and crosswalk_rows.target_code = by_code.code
        and crosswalk_rows.target_uri is null
        and by_label.occupation_key is null
