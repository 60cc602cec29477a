with

models as (

    select * from {{ ref('int_esco__models') }}

),

kesco_occupations as (

    select occupations.*
    from {{ ref('stg_kesco__occupations') }} as occupations
    inner join {{ ref('int_taxonomies__current_batches') }} as editions
        on occupations.batch_id = editions.batch_id

),

candidates as (

    select * from {{ ref('stg_ledger__link_candidates') }}

)

select
    models.model,
    kesco_occupations.kesco_key,
    esco_occupations.occupation_key,
    candidates.candidate_rank,
    candidates.method,
    candidates.confidence,
    left(candidates.label, 255) as label,
    candidates.candidate_rank = 1 and candidates.confidence >= 0.9 as is_link

from candidates
inner join models on candidates.label_batch_id = models.batch_id
inner join kesco_occupations
    on
        candidates.title_batch_id = kesco_occupations.batch_id
        and candidates.title_line = kesco_occupations.source_line
inner join {{ ref('stg_esco__occupations') }} as esco_occupations
    on
        candidates.label_batch_id = esco_occupations.batch_id
        and candidates.label_code = esco_occupations.code
