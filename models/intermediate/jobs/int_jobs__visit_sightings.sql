{#
    A table: the narrow rows are ranked and compared once, and three marts read the result.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

readings as (

    select * from {{ ref('stg_ledger__job_readings') }}

),

-- a board may show a listing on several pages of a visit: the one that has a text tells most
ranked as (

    select
        *,
        row_number() over (
            partition by batch_id, board, external_id
            order by description_hash is null, fetched_at desc, source_line desc
        ) as choice,
        min(fetched_at) over (partition by batch_id, board, external_id) as first_fetched_at,
        max(fetched_at) over (partition by batch_id, board, external_id) as last_fetched_at,
        count(*) over (partition by batch_id, board, external_id) as sightings,
        {% for precision in ['day', 'week', 'month'] -%}
            min(case when posted_precision = '{{ precision }}' then posted_on end) over (
                partition by batch_id, board, external_id
            ) as posted_by_{{ precision }},
        {% endfor -%}
        min(posted_not_after) over (
            partition by batch_id, board, external_id
        ) as earliest_posted_not_after

    from readings

),

numbered as (

    select
        *,
        row_number() over (
            partition by board, external_id order by last_fetched_at, batch_id
        ) as visit_number

    from ranked
    where choice = 1

),

-- a visit that brings no text, deadline or pay of a listing says nothing of a change
stated as (

    select
        board,
        external_id,
        visit_number,
        'card' as field,
        card_hash as stated_value
    from numbered
    union all
    select
        board,
        external_id,
        visit_number,
        'description' as field,
        description_hash as stated_value
    from numbered
    where description_hash is not null
    union all
    select
        board,
        external_id,
        visit_number,
        'deadline' as field,
        cast(deadline_on as char(10)) as stated_value
    from numbered
    where deadline_on is not null
    union all
    select
        board,
        external_id,
        visit_number,
        'salary' as field,
        concat_ws(
            ' ', coalesce(salary_min, ''), coalesce(salary_max, ''), salary_currency, salary_period
        ) as stated_value
    from numbered
    where salary_min is not null or salary_max is not null

),

compared as (

    select
        board,
        external_id,
        visit_number,
        stated_value,
        lag(stated_value) over (
            partition by board, external_id, field order by visit_number
        ) as value_before

    from stated

),

changed as (

    select distinct
        board,
        external_id,
        visit_number
    from compared
    where stated_value <> value_before

)

select
    numbered.board,
    numbered.external_id,
    numbered.visit_number,
    numbered.batch_id,
    numbered.source_file,
    numbered.source_line,
    numbered.first_fetched_at,
    numbered.last_fetched_at,
    numbered.sightings,
    numbered.is_closed,
    numbered.description_hash is not null as has_description,
    numbered.deadline_on,
    numbered.posted_by_day,
    numbered.posted_by_week,
    numbered.posted_by_month,
    numbered.earliest_posted_not_after as posted_not_after,
    changed.board is not null as is_changed

from numbered
left join changed
    on
        numbered.board = changed.board
        and numbered.external_id = changed.external_id
        and numbered.visit_number = changed.visit_number
