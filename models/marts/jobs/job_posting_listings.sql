with

duplicates as (

    select * from {{ ref('stg_ledger__job_duplicates') }}

),

lives as (

    select * from {{ ref('int_jobs__listing_lives') }}

)

-- a posting is named after the listing that was seen first, which no later one can change
select
    duplicates.board,
    duplicates.external_id,
    first_value({{ listing_id('duplicates.board', 'duplicates.external_id') }}) over (
        partition by duplicates.canonical_board, duplicates.canonical_external_id
        order by lives.first_seen_at, duplicates.board, duplicates.external_id
    ) as posting_id,
    duplicates.board = duplicates.canonical_board
    and duplicates.external_id = duplicates.canonical_external_id as is_canonical,
    duplicates.score,
    duplicates.reasons

from duplicates
inner join lives
    on
        duplicates.board = lives.board
        and duplicates.external_id = lives.external_id
