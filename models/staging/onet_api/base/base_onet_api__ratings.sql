{#
    A table, not a view: eight figures and flags of up to some hundred thousand rows are read from
    text, and what chooses between files and service reads them several times.

    An occupation or element that the files do not list is no fault: the service may hold a newer
    release. The scales are those of the published release, for the service sends none.
#}
{{ config(
    materialized='table',
    contract={'enforced': true},
    indexes=[{'columns': ['batch_id', 'occupation_code', 'element_id', 'scale_id']}]
) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet_api', 'onet_api_ratings') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

-- distinct: both servers then build the list once, with a key to look it up by
known_scales as (

    select distinct
        scales.scale_id,
        scales.minimum,
        scales.maximum
    from {{ ref('stg_onet__scales_reference') }} as scales
    inner join {{ ref('int_onet__current_batch') }} as current_batch
        on scales.batch_id = current_batch.batch_id

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ typed_service_rating() }}

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_code,
    typed.element_id,
    typed.scale_id,
    typed.value,
    typed.standard_error,
    typed.n,
    typed.ci_low,
    typed.ci_high,
    typed.recommend_suppress,
    typed.not_relevant,
    typed.rated_on,
    typed.domain_source,
    cast({{ fault_of_service_rating('typed', 'known_scales') }} as char(32)) as rejection_reason

from typed
left join known_scales on typed.scale_id = known_scales.scale_id
