{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_esco', 'esco_skills_by_level') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

known_groups as (

    select distinct
        batch_id,
        origin_uri
    from {{ ref('stg_esco__skill_groups') }}

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        coalesce(
            {{ try_label('level_3_uri', 120) }},
            {{ try_label('level_2_uri', 120) }},
            {{ try_label('level_1_uri', 120) }},
            {{ try_label('level_0_uri', 120) }}
        ) as concept_uri,
        (level_1_uri <> '') + (level_2_uri <> '') + (level_3_uri <> '') as depth,
        coalesce(
            {{ try_label('level_3_code', 32) }},
            {{ try_label('level_2_code', 32) }},
            {{ try_label('level_1_code', 32) }},
            {{ try_label('level_0_code', 32) }}
        ) as code,
        {{ try_label('level_0_code', 8) }} as pillar_code,
        coalesce(
            {{ try_label('level_3_label', 255) }},
            {{ try_label('level_2_label', 255) }},
            {{ try_label('level_1_label', 255) }},
            {{ try_label('level_0_label', 255) }}
        ) as label,
        {{ any_missing(['level_0_uri', 'level_0_label']) }} as is_missing_value,
        {{ any_too_long(
            texts={'level_0_code': 8},
            labels={
                'level_0_uri': 120,
                'level_0_code': 32,
                'level_0_label': 255,
                'level_1_uri': 120,
                'level_1_code': 32,
                'level_1_label': 255,
                'level_2_uri': 120,
                'level_2_code': 32,
                'level_2_label': 255,
                'level_3_uri': 120,
                'level_3_code': 32,
                'level_3_label': 255
            }
        ) }}
            as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, concept_uri
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.concept_uri,
    typed.depth,
    typed.code,
    typed.pillar_code,
    typed.label,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when typed.is_too_long then 'too_long'
        when known_groups.origin_uri is null then 'unknown_group'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
left join known_groups
    on
        typed.batch_id = known_groups.batch_id
        and typed.concept_uri = known_groups.origin_uri
