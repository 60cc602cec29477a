{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_crosswalks', 'crosswalk_soc_2018_structure') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        -- the lowest level that the row fills; eight characters are enough to see a wrong form
        left(
            coalesce(
                {{ clean_label('code') }},
                {{ clean_label('detailed_occupation') }},
                {{ clean_label('broad_group') }},
                {{ clean_label('minor_group') }},
                {{ clean_label('major_group') }}
            ),
            8
        ) as stated_code,
        {{ try_label('title', 255) }} as title,
        {{ any_missing(['title']) }} as is_missing_value

    from landed

),

typed as (

    select
        *,
        {{ try_label('stated_code', 7) }} as soc_2018_code,
        row_number() over (
            partition by batch_id, stated_code
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.soc_2018_code,
    typed.title,
    cast(case
        when typed.is_missing_value or typed.stated_code is null then 'missing_value'
        when not typed.stated_code regexp '^[0-9]{2}-[0-9]{4}{{ text_end() }}' then 'bad_code_form'
        when typed.title is null then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
