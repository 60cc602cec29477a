{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_labour_market', 'labour_market_career_paths') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ listed_word('taxonomy', 8) }} as taxonomy,
        {{ try_label('from_occupation_code', 120) }} as from_occupation_code,
        {{ try_label('to_occupation_code', 120) }} as to_occupation_code,
        {{ try_label('source', 255) }} as source_name,
        {{ try_decimal('transition_likelihood', 7, 6) }} as transition_likelihood,
        {{ try_decimal('typical_years_experience', 5, 2) }} as typical_years_experience,
        {{ null_if_blank('typical_conditions') }} as typical_conditions,
        {{ null_if_blank('skills_to_acquire') }} as skills_to_acquire,
        {{ null_if_blank('training_recommendations') }} as training_recommendations,
        {{ try_truth('common_in_kenya') }} as is_common_in_kenya,
        {{ null_if_blank('kenya_specific_barriers') }} as kenya_specific_barriers,
        {{ try_label('added_by', 128) }} as added_by,
        {{ try_day('updated_at') }} as updated_on,
        {{ is_unreadable('transition_likelihood', try_decimal('transition_likelihood', 7, 6)) }}
            as is_likelihood_unreadable,
        {{ is_unreadable(
            'typical_years_experience', try_decimal('typical_years_experience', 5, 2)
        ) }}
            as is_years_unreadable,
        {{ is_unreadable('common_in_kenya', try_truth('common_in_kenya')) }} as is_flag_unreadable,
        {{ is_unreadable('updated_at', try_day('updated_at')) }} as is_day_unreadable,
        {{ any_missing([
            'taxonomy', 'from_occupation_code', 'to_occupation_code', 'source'
        ]) }} as is_missing_value,
        {{ any_too_long(
            labels={
                'from_occupation_code': 120,
                'to_occupation_code': 120,
                'source': 255,
                'added_by': 128
            }
        ) }}
            as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, taxonomy, from_occupation_code, to_occupation_code, source_name
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.taxonomy,
    typed.from_occupation_code,
    typed.to_occupation_code,
    typed.source_name,
    typed.transition_likelihood,
    typed.typical_years_experience,
    typed.typical_conditions,
    typed.skills_to_acquire,
    typed.training_recommendations,
    typed.is_common_in_kenya,
    typed.kenya_specific_barriers,
    typed.added_by,
    typed.updated_on,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.taxonomy is null
            or typed.taxonomy not in ('onet', 'esco', 'kesco')
            then 'unknown_value'
        when typed.is_likelihood_unreadable or typed.is_years_unreadable then 'not_a_number'
        when typed.transition_likelihood > 1 then 'out_of_scale_range'
        when typed.is_flag_unreadable then 'bad_flag'
        when typed.is_day_unreadable then 'bad_date'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
