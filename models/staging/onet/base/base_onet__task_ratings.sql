{{ config(
    materialized='table',
    contract={'enforced': true},
    indexes=[{'columns': ['batch_id', 'task_id']}]
) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_task_ratings') }} as landed
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

known_tasks as (

    select distinct
        batch_id,
        task_id
    from {{ ref('stg_onet__task_statements') }}

),

known_scales as (

    select distinct
        batch_id,
        scale_id,
        minimum,
        maximum
    from {{ ref('stg_onet__scales_reference') }}

),

known_categories as (

    select distinct
        batch_id,
        element_id,
        scale_id,
        category
    from {{ ref('stg_onet__scale_categories') }}

),

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ try_integer('task_id') }} as task_id,
        {{ try_text('scale_id', 3) }} as scale_id,
        coalesce({{ try_integer('category') }}, 0) as category,
        {{ try_decimal('data_value', 5, 2, signed=true) }} as value,
        {{ try_integer('n') }} as n,
        {{ try_decimal('standard_error', 7, 4) }} as standard_error,
        {{ try_decimal('lower_ci_bound', 7, 4, signed=true) }} as ci_low,
        {{ try_decimal('upper_ci_bound', 7, 4, signed=true) }} as ci_high,
        {{ try_flag('recommend_suppress') }} as recommend_suppress,
        {{ try_month('date') }} as rated_on,
        {{ try_text('domain_source', 50) }} as domain_source,
        {{ any_missing([
            'onet_soc_code', 'task_id', 'scale_id', 'data_value', 'date', 'domain_source'
        ]) }} as is_missing_value,
        {{ is_unreadable('category', try_integer('category')) }} as is_category_unreadable,
        {{ is_unreadable('n', try_integer('n')) }} as is_n_unreadable,
        {{ is_unreadable('standard_error', try_decimal('standard_error', 7, 4)) }}
            as is_standard_error_unreadable,
        {{ is_unreadable('lower_ci_bound', try_decimal('lower_ci_bound', 7, 4, signed=true)) }}
            as is_ci_low_unreadable,
        {{ is_unreadable('upper_ci_bound', try_decimal('upper_ci_bound', 7, 4, signed=true)) }}
            as is_ci_high_unreadable,
        {{ is_unreadable('recommend_suppress', try_flag('recommend_suppress')) }}
            as is_recommend_suppress_unreadable

    from landed

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.occupation_code,
    typed.task_id,
    typed.scale_id,
    typed.category,
    typed.value,
    typed.n,
    typed.standard_error,
    typed.ci_low,
    typed.ci_high,
    typed.recommend_suppress,
    typed.rated_on,
    typed.domain_source,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.occupation_code is null
            or not {{ is_occupation_code('typed.occupation_code') }}
            then 'bad_code_form'
        when known_occupations.occupation_code is null then 'unknown_occupation'
        when known_tasks.task_id is null then 'unknown_task'
        when known_scales.scale_id is null then 'unknown_scale'
        when
            typed.is_category_unreadable
            or typed.value is null
            or typed.is_n_unreadable
            or typed.is_standard_error_unreadable
            or typed.is_ci_low_unreadable
            or typed.is_ci_high_unreadable
            then 'not_a_number'
        when
            typed.category <> 0
            and known_categories.category is null
            then 'unknown_category'
        when
            typed.value not between known_scales.minimum and known_scales.maximum
            or typed.ci_low < known_scales.minimum
            or typed.ci_high > known_scales.maximum
            then 'out_of_scale_range'
        when typed.is_recommend_suppress_unreadable then 'bad_flag'
        when typed.rated_on is null then 'bad_date'
        when typed.domain_source is null then 'too_long'
    end as char(32)) as rejection_reason

from typed
left join known_occupations
    on
        typed.batch_id = known_occupations.batch_id
        and typed.occupation_code = known_occupations.occupation_code
left join known_tasks
    on
        typed.batch_id = known_tasks.batch_id
        and typed.task_id = known_tasks.task_id
left join known_scales
    on
        typed.batch_id = known_scales.batch_id
        and typed.scale_id = known_scales.scale_id
left join known_categories
    on
        typed.batch_id = known_categories.batch_id
        and typed.scale_id = known_categories.scale_id
        and typed.category = known_categories.category
        and known_categories.element_id = ''
