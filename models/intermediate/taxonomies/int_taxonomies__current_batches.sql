{{ config(materialized='table', contract={'enforced': true}) }}

with

ready_batches as (

    select * from {{ ref('stg_ledger__ready_batches') }}
    where source not in ('onet', 'onet_api')

),

-- real deliveries before samples; editions of KeSCO follow one another, the others stand side
-- by side
ranked as (

    select
        *,
        rank() over (partition by source order by is_sample asc) as rank_of_kind,
        row_number() over (
            partition by source order by is_sample asc, release_name desc, batch_id desc
        ) as rank_of_edition

    from ready_batches

)

select
    batch_id,
    source,
    release_name,
    released_on,
    is_sample

from ranked
where
    rank_of_kind = 1
    and (source <> 'kesco' or rank_of_edition = 1)
