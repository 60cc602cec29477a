{#
    A table, not a view: eight figures and flags of some hundred thousand rows are read from text,
    and the marts and tests that build on this would read them again each time.
#}
{{ config(
    materialized='table',
    contract={'enforced': true},
    indexes=[{'columns': ['batch_id', 'occupation_code', 'element_id', 'scale_id']}]
) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_ratings') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

-- distinct: both servers then build the list once, with a key to look it up by
known_occupations as (

    select distinct
        batch_id,
        occupation_code
    from {{ ref('stg_onet__occupation_data') }}

),

known_elements as (

    select distinct
        batch_id,
        element_id
    from {{ ref('stg_onet__content_model_reference') }}

),

known_scales as (

    select distinct
        batch_id,
        scale_id,
        minimum,
        maximum
    from {{ ref('stg_onet__scales_reference') }}

),

known_exceptions as (

    select * from {{ ref('stg_onet__known_exceptions') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ try_text('element_id', 20) }} as element_id,
        {{ try_text('scale_id', 3) }} as scale_id,
        {{ try_decimal('data_value', 5, 2, signed=true) }} as value,
        {{ try_decimal('standard_error', 7, 4) }} as standard_error,
        {{ try_integer('n') }} as n,
        {{ try_decimal('lower_ci_bound', 7, 4, signed=true) }} as ci_low,
        {{ try_decimal('upper_ci_bound', 7, 4, signed=true) }} as ci_high,
        {{ try_flag('recommend_suppress') }} as recommend_suppress,
        {{ try_flag('not_relevant') }} as not_relevant,
        {{ try_month('date') }} as rated_on,
        {{ try_text('domain_source', 50) }} as domain_source,
        {{ any_missing([
            'onet_soc_code', 'element_id', 'scale_id', 'data_value', 'date', 'domain_source'
        ]) }} as is_missing_value,
        {{ null_if_na('standard_error') }} as standard_error_text,
        {{ null_if_na('n') }} as n_text,
        {{ null_if_na('lower_ci_bound') }} as ci_low_text,
        {{ null_if_na('upper_ci_bound') }} as ci_high_text,
        {{ null_if_na('recommend_suppress') }} as recommend_suppress_text,
        {{ null_if_na('not_relevant') }} as not_relevant_text

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
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            known_occupations.occupation_code is null
            and {{ is_occupation_code('typed.occupation_code') }}
            then 'unknown_occupation'
        when known_occupations.occupation_code is null then 'bad_code_form'
        when known_elements.element_id is null then 'unknown_element'
        when known_scales.scale_id is null then 'unknown_scale'
        when
            typed.value is null
            or (typed.standard_error_text is not null and typed.standard_error is null)
            or (typed.n_text is not null and typed.n is null)
            or (typed.ci_low_text is not null and typed.ci_low is null)
            or (typed.ci_high_text is not null and typed.ci_high is null)
            then 'not_a_number'
        when
            (
                typed.value not between known_scales.minimum and known_scales.maximum
                and known_exceptions.scale_id is null
            )
            or typed.ci_low < known_scales.minimum
            or typed.ci_high > known_scales.maximum
            then 'out_of_scale_range'
        when
            (typed.recommend_suppress_text is not null and typed.recommend_suppress is null)
            or (typed.not_relevant_text is not null and typed.not_relevant is null)
            then 'bad_flag'
        when typed.rated_on is null then 'bad_date'
        when typed.domain_source is null then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
left join known_elements
    on
        typed.batch_id = known_elements.batch_id
        and typed.element_id = known_elements.element_id
left join known_scales
    on
        typed.batch_id = known_scales.batch_id
        and typed.scale_id = known_scales.scale_id
left join known_exceptions
    on
        typed.scale_id = known_exceptions.scale_id
        and typed.value = known_exceptions.value
