{#
    A table, not a view: to find a title that is named twice, all titles of a release are sorted,
    and the views and tests that build on this would sort them again each time.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_onet', 'onet_job_titles') }} as landed
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

typed as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_text('onet_soc_code', 10) }} as occupation_code,
        {{ try_text('job_title', 250) }} as job_title,
        coalesce({{ try_text('short_title', 150) }}, '') as short_title,
        {{ try_text('sources', 50) }} as sources,
        {{ any_missing(['onet_soc_code', 'job_title', 'sources']) }} as is_missing_value,
        {{ is_unreadable('short_title', try_text('short_title', 150)) }} as is_short_title_too_long

    from landed

),

numbered as (

    select
        *,
        row_number() over (
            partition by batch_id, occupation_code, job_title, short_title
            order by source_file, source_line
        ) as occurrence

    from typed

)

select
    numbered.batch_id,
    numbered.source_file,
    numbered.source_line,
    numbered.occupation_code,
    numbered.job_title,
    numbered.short_title,
    numbered.sources,
    cast(case
        when numbered.is_missing_value then 'missing_value'
        when
            numbered.occupation_code is null
            or not {{ is_occupation_code('numbered.occupation_code') }}
            then 'bad_code_form'
        when known_occupations.occupation_code is null then 'unknown_occupation'
        when
            numbered.job_title is null
            or numbered.is_short_title_too_long
            or numbered.sources is null
            then 'too_long'
        when numbered.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from numbered
left join known_occupations
    on
        numbered.batch_id = known_occupations.batch_id
        and numbered.occupation_code = known_occupations.occupation_code
