{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_kesco', 'kesco_occupations') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        concat({{ try_label('code', 7) }}, ' ', {{ one_line('title', 112) }}) as kesco_key,
        {{ try_label('code', 7) }} as kesco_code,
        {{ one_line('title', 112) }} as title,
        {{ try_integer('serial_number') }} as serial_number,
        {{ any_missing(['code', 'title']) }}
        or {{ any_label_blank(['title']) }} as is_missing_value,
        {{ is_unreadable('serial_number', try_integer('serial_number')) }}
            as is_serial_number_unreadable

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, kesco_code, title
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.kesco_key,
    typed.kesco_code,
    typed.title,
    typed.serial_number,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.kesco_code is null
            or not typed.kesco_code regexp '^[0-9]{4}-[0-9]{2}{{ text_end() }}'
            then 'bad_code_form'
        when typed.is_serial_number_unreadable then 'not_a_number'
        when typed.title is null then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
