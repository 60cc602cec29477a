{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_unspsc_reference') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('commodity_code', 8) }} as commodity_code,
        {{ try_text('commodity_title', 255) }} as commodity_title,
        {{ try_text('class_code', 8) }} as class_code,
        {{ try_text('class_title', 255) }} as class_title,
        {{ try_text('family_code', 8) }} as family_code,
        {{ try_text('family_title', 255) }} as family_title,
        {{ try_text('segment_code', 8) }} as segment_code,
        {{ try_text('segment_title', 255) }} as segment_title,
        {{ any_missing([
            'commodity_code', 'commodity_title', 'class_code', 'class_title', 'family_code',
            'family_title', 'segment_code', 'segment_title'
        ]) }} as is_missing_value

    from landed

)

select
    batch_id,
    source_file,
    source_line,
    commodity_code,
    commodity_title,
    class_code,
    class_title,
    family_code,
    family_title,
    segment_code,
    segment_title,
    cast(case
        when is_missing_value then 'missing_value'
        when
            commodity_code is null
            or commodity_title is null
            or class_code is null
            or class_title is null
            or family_code is null
            or family_title is null
            or segment_code is null
            or segment_title is null
            then 'too_long'
    end as char(32)) as rejection_reason

from typed
