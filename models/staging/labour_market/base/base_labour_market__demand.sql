{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_labour_market', 'labour_market_demand') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ listed_word('taxonomy', 8) }} as taxonomy,
        {{ try_label('occupation_code', 120) }} as occupation_code,
        {{ try_label('region', 128) }} as region,
        {{ listed_word('region_type', 16) }} as region_type,
        {{ try_label('data_collection_period', 64) }} as data_collection_period,
        {{ try_label('source', 255) }} as source_name,
        {{ try_decimal('demand_score', 6, 3) }} as demand_score,
        {{ listed_word('demand_category', 16) }} as demand_category,
        {{ try_integer('estimated_job_openings') }} as estimated_job_openings,
        {{ try_integer('employed_count') }} as employed_count,
        {{ try_decimal('unemployment_rate', 6, 3) }} as unemployment_rate,
        {{ try_label('trend_direction', 16) }} as trend_direction,
        {{ try_decimal('year_over_year_change', 8, 3, signed=true) }} as year_over_year_change,
        {{ null_if_blank('source_url') }} as source_url,
        {{ null_if_blank('methodology_notes') }} as methodology_notes,
        {{ try_day('last_updated_at') }} as updated_on,
        {{ try_decimal('data_quality_score', 7, 4) }} as data_quality_score,
        {{ is_unreadable('demand_score', try_decimal('demand_score', 6, 3)) }}
            as is_demand_score_unreadable,
        {{ is_unreadable('estimated_job_openings', try_integer('estimated_job_openings')) }}
            as is_estimated_job_openings_unreadable,
        {{ is_unreadable('employed_count', try_integer('employed_count')) }}
            as is_employed_count_unreadable,
        {{ is_unreadable('unemployment_rate', try_decimal('unemployment_rate', 6, 3)) }}
            as is_unemployment_rate_unreadable,
        {{ is_unreadable(
            'year_over_year_change', try_decimal('year_over_year_change', 8, 3, signed=true)
        ) }}
            as is_year_over_year_change_unreadable,
        {{ is_unreadable('data_quality_score', try_decimal('data_quality_score', 7, 4)) }}
            as is_data_quality_score_unreadable,
        {{ is_unreadable('last_updated_at', try_day('last_updated_at')) }} as is_day_unreadable,
        {{ any_missing([
            'taxonomy', 'occupation_code', 'region', 'region_type',
            'data_collection_period', 'source'
        ]) }} as is_missing_value,
        {{ any_too_long(
            labels={
                'occupation_code': 120,
                'region': 128,
                'data_collection_period': 64,
                'source': 255,
                'trend_direction': 16
            }
        ) }}
            as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by
                batch_id,
                taxonomy,
                occupation_code,
                region,
                data_collection_period,
                source_name
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.taxonomy,
    typed.occupation_code,
    typed.region,
    typed.region_type,
    typed.data_collection_period,
    typed.source_name,
    typed.demand_score,
    typed.demand_category,
    typed.estimated_job_openings,
    typed.employed_count,
    typed.unemployment_rate,
    typed.trend_direction,
    typed.year_over_year_change,
    typed.source_url,
    typed.methodology_notes,
    typed.updated_on,
    typed.data_quality_score,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.taxonomy is null
            or typed.taxonomy not in ('onet', 'esco', 'kesco')
            then 'unknown_value'
        when
            typed.region_type is null or typed.region_type not in ('county', 'region', 'national')
            or typed.demand_category not in ('low', 'medium', 'high', 'very_high')
            then 'unknown_value'
        when
            typed.is_demand_score_unreadable
            or typed.is_estimated_job_openings_unreadable
            or typed.is_employed_count_unreadable
            or typed.is_unemployment_rate_unreadable
            or typed.is_year_over_year_change_unreadable
            or typed.is_data_quality_score_unreadable
            then 'not_a_number'
        when typed.demand_score > 100 or typed.unemployment_rate > 100 then 'out_of_scale_range'
        when typed.is_day_unreadable then 'bad_date'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
