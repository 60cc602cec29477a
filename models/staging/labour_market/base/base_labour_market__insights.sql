{{ config(materialized='table', contract={'enforced': true}) }}

with

landed as (

    select landed.*
    from {{ source('landing_labour_market', 'labour_market_insights') }} as landed
    inner join {{ ref('stg_ledger__ready_batches') }} as ready_batches
        on landed.batch_id = ready_batches.batch_id

),

typed_rows as (

    select
        batch_id,
        source_file,
        source_line,
        {{ try_label('insight_id', 64) }} as insight_id,
        {{ listed_word('taxonomy', 8) }} as taxonomy,
        {{ null_if_blank('occupation_codes') }} as occupation_codes,
        {{ try_label('sector', 128) }} as sector,
        {{ try_label('region', 128) }} as region,
        {{ try_label('title', 255) }} as title,
        {{ null_if_blank('summary') }} as summary,
        {{ null_if_blank('full_content') }} as full_content,
        {{ null_if_blank('key_findings') }} as key_findings,
        {{ try_label('source', 255) }} as source_name,
        {{ try_label('author', 255) }} as author,
        {{ try_day('publication_date') }} as published_on,
        {{ is_unreadable('publication_date', try_day('publication_date')) }} as is_day_unreadable,
        {{ any_missing(['insight_id', 'taxonomy', 'title', 'source']) }} as is_missing_value,
        {{ any_too_long(
            labels={
                'insight_id': 64,
                'sector': 128,
                'region': 128,
                'title': 255,
                'source': 255,
                'author': 255
            }
        ) }}
            as is_too_long

    from landed

),

typed as (

    select
        *,
        row_number() over (
            partition by batch_id, insight_id
            order by source_file, source_line
        ) as occurrence

    from typed_rows

)

select
    typed.batch_id,
    typed.source_file,
    typed.source_line,
    typed.insight_id,
    typed.taxonomy,
    typed.occupation_codes,
    typed.sector,
    typed.region,
    typed.title,
    typed.summary,
    typed.full_content,
    typed.key_findings,
    typed.source_name,
    typed.author,
    typed.published_on,
    cast(case
        when typed.is_missing_value then 'missing_value'
        when
            typed.taxonomy is null
            or typed.taxonomy not in ('onet', 'esco', 'kesco')
            then 'unknown_value'
        when typed.is_day_unreadable then 'bad_date'
        when typed.is_too_long then 'too_long'
        when typed.occurrence > 1 then 'duplicate_key'
    end as char(32)) as rejection_reason

from typed
