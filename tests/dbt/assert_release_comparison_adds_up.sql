-- Per two releases, kind and scale: what is staged of either against what the comparison counts.
with

pairs as (

    select * from {{ ref('int_onet__release_pairs') }}

),

staged_ratings as (

    select
        batch_id,
        {{ domain_of('element_id') }} as kind,
        scale_id,
        count(*) as n
    from {{ ref('stg_onet__ratings') }}
    where scale_id in ('IM', 'LV')
    group by batch_id, kind, scale_id

),

staged as (

    select
        batch_id,
        'occupation' as kind,
        '' as scale_id,
        count(*) as n
    from {{ ref('stg_onet__occupation_data') }}
    group by batch_id
    union all
    select
        batch_id,
        'element' as kind,
        '' as scale_id,
        count(*) as n
    from {{ ref('stg_onet__content_model_reference') }}
    group by batch_id
    union all
    select
        batch_id,
        kind,
        scale_id,
        n
    from staged_ratings
    where kind <> ''

),

counts as (

    select
        from_release_name,
        to_release_name,
        kind,
        scale_id,
        0 as staged_from,
        0 as staged_to,
        n_from as counted_from,
        n_to as counted_to
    from {{ ref('release_comparison') }}
    union all
    select
        pairs.from_release_name,
        pairs.to_release_name,
        staged.kind,
        staged.scale_id,
        staged.n as staged_from,
        0 as staged_to,
        0 as counted_from,
        0 as counted_to
    from pairs
    inner join staged on pairs.from_batch_id = staged.batch_id
    union all
    select
        pairs.from_release_name,
        pairs.to_release_name,
        staged.kind,
        staged.scale_id,
        0 as staged_from,
        staged.n as staged_to,
        0 as counted_from,
        0 as counted_to
    from pairs
    inner join staged on pairs.to_batch_id = staged.batch_id

)

select
    from_release_name,
    to_release_name,
    kind,
    scale_id,
    sum(staged_from) as staged_from,
    sum(counted_from) as counted_from,
    sum(staged_to) as staged_to,
    sum(counted_to) as counted_to

from counts
group by from_release_name, to_release_name, kind, scale_id
having staged_from <> counted_from or staged_to <> counted_to
