with

esco_onet as (

    select * from {{ ref('int_crosswalks__esco_onet') }}

),

onet_editions as (

    select distinct
        crosswalk.onet_soc_2010_code,
        crosswalk.onet_soc_2019_code
    from {{ ref('stg_crosswalks__onet_soc_2010_2019') }} as crosswalk
    inner join {{ ref('int_taxonomies__current_batches') }} as batches
        on crosswalk.batch_id = batches.batch_id

),

esco_occupations as (

    select * from {{ ref('esco_occupations') }}

),

link_confidence as (

    select * from {{ ref('stg_crosswalks__link_confidence') }}

),

-- Career Causeways names O*NET-SOC 2010 codes, the others those of 2019
pairs as (

    select
        'esco' as from_taxonomy,
        target_key as from_key,
        target_code as from_code,
        'onet' as to_taxonomy,
        onet_soc_code as to_key,
        onet_soc_code as to_code,
        model,
        method,
        grade
    from esco_onet
    where
        target_key is not null
        and method <> 'career_causeways'
    union all
    select
        'esco' as from_taxonomy,
        esco_onet.target_key as from_key,
        esco_onet.target_code as from_code,
        'onet' as to_taxonomy,
        onet_editions.onet_soc_2019_code as to_key,
        onet_editions.onet_soc_2019_code as to_code,
        esco_onet.model,
        esco_onet.method,
        esco_onet.grade
    from esco_onet
    inner join onet_editions on esco_onet.onet_soc_code = onet_editions.onet_soc_2010_code
    where
        esco_onet.target_key is not null
        and esco_onet.method = 'career_causeways'
    union all
    select
        'esco' as from_taxonomy,
        esco_occupations.occupation_key as from_key,
        esco_occupations.code as from_code,
        'onet' as to_taxonomy,
        isco_chain.onet_soc_code as to_key,
        isco_chain.onet_soc_code as to_code,
        esco_occupations.model,
        'isco_chain' as method,
        case
            when isco_chain.n_candidates = 1 then '1'
            when isco_chain.n_candidates <= 3 then '2-3'
            when isco_chain.n_candidates <= 10 then '4-10'
            else 'over 10'
        end as grade
    from esco_occupations
    inner join {{ ref('int_crosswalks__isco_chain') }} as isco_chain
        on esco_occupations.group_code = isco_chain.isco_code

),

graded as (

    select
        pairs.*,
        link_confidence.confidence + 0e0 as confidence,
        link_confidence.basis
    from pairs
    inner join link_confidence
        on
            pairs.method = link_confidence.method
            and pairs.grade = link_confidence.grade
    union all
    select
        'kesco' as from_taxonomy,
        candidates.kesco_key as from_key,
        left(candidates.kesco_key, 7) as from_code,
        'esco' as to_taxonomy,
        candidates.occupation_key as to_key,
        esco_occupations.code as to_code,
        candidates.model,
        candidates.method,
        '' as grade,
        candidates.confidence,
        'measured' as basis
    from {{ ref('kesco_esco_candidates') }} as candidates
    inner join esco_occupations
        on
            candidates.model = esco_occupations.model
            and candidates.occupation_key = esco_occupations.occupation_key
    where candidates.candidate_rank = 1
    union all
    select
        'onet_soc_2010' as from_taxonomy,
        onet_soc_2010_code as from_key,
        onet_soc_2010_code as from_code,
        'onet' as to_taxonomy,
        onet_soc_2019_code as to_key,
        onet_soc_2019_code as to_code,
        '' as model,
        'onet_editions' as method,
        '' as grade,
        1e0 as confidence,
        'declared' as basis
    from onet_editions

),

-- two rows of a crosswalk may come to the same pair: the more confident one stands for it
ranked as (

    select
        *,
        row_number() over (
            partition by from_taxonomy, from_key, to_taxonomy, to_key, method, model
            order by confidence desc, grade asc
        ) as place
    from graded

)

select
    from_taxonomy,
    from_key,
    from_code,
    to_taxonomy,
    to_key,
    to_code,
    model,
    method,
    grade,
    confidence,
    basis,
    1e0 / count(*) over (
        partition by from_taxonomy, from_key, to_taxonomy, method, model
    ) as from_share,
    1e0 / count(*) over (
        partition by from_taxonomy, to_key, to_taxonomy, method, model
    ) as to_share

from ranked
where place = 1
