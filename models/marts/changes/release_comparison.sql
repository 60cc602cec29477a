with

pairs as (

    select * from {{ ref('int_onet__release_pairs') }}

),

compared_occupations as (

    select * from {{ ref('int_onet__compared_occupations') }}

),

-- of several links of a code that was split and merged the last by the alphabet says both: so each
-- code of a release is counted once
older_occupations as (

    select
        from_batch_id,
        to_batch_id,
        from_occupation_code as occupation_code,
        max(verdict) as verdict
    from compared_occupations
    where from_occupation_code <> ''
    group by from_batch_id, to_batch_id, from_occupation_code

),

newer_occupations as (

    select
        from_batch_id,
        to_batch_id,
        to_occupation_code as occupation_code,
        max(verdict) as verdict
    from compared_occupations
    where to_occupation_code <> ''
    group by from_batch_id, to_batch_id, to_occupation_code

),

rated_domains as (

    select * from {{ ref('int_onet__rated_domains') }}

),

compared_domains as (

    select * from {{ ref('int_onet__compared_domains') }}

),

counts as (

    select
        from_batch_id,
        to_batch_id,
        'occupation' as kind,
        '' as scale_id,
        verdict,
        1 as n_from,
        0 as n_to
    from older_occupations

    union all

    select
        from_batch_id,
        to_batch_id,
        'occupation' as kind,
        '' as scale_id,
        verdict,
        0 as n_from,
        1 as n_to
    from newer_occupations

    union all

    select
        from_batch_id,
        to_batch_id,
        'element' as kind,
        '' as scale_id,
        verdict,
        from_element_id <> '' as n_from,
        to_element_id <> '' as n_to
    from {{ ref('int_onet__compared_elements') }}

    union all

    select
        from_batch_id,
        to_batch_id,
        domain as kind,
        scale_id,
        'same' as verdict,
        n_same as n_from,
        n_same as n_to
    from compared_domains
    where n_same > 0

    union all

    select
        from_batch_id,
        to_batch_id,
        domain as kind,
        scale_id,
        'same_but_date' as verdict,
        n_same_but_date as n_from,
        n_same_but_date as n_to
    from compared_domains
    where n_same_but_date > 0

    union all

    select
        from_batch_id,
        to_batch_id,
        domain as kind,
        scale_id,
        verdict,
        n_from,
        n_to
    from compared_domains
    where verdict <> 'rated_in_both'

    union all

    select
        pairs.from_batch_id,
        pairs.to_batch_id,
        changes.domain as kind,
        changes.scale_id,
        case
            when changes.verdict <> 'changed' then changes.verdict
            when changes.is_beyond_error is null then 'changed_error_unknown'
            when changes.is_beyond_error then 'changed_beyond_error'
            else 'changed_within_error'
        end as verdict,
        changes.verdict <> 'added' as n_from,
        changes.verdict <> 'dropped' as n_to
    from {{ ref('rating_changes') }} as changes
    inner join pairs
        on
            changes.from_release_name = pairs.from_release_name
            and changes.to_release_name = pairs.to_release_name

    union all

    select
        older_occupations.from_batch_id,
        older_occupations.to_batch_id,
        rated_domains.domain as kind,
        rated_domains.scale_id,
        'occupation_not_compared' as verdict,
        rated_domains.n_ratings as n_from,
        0 as n_to
    from older_occupations
    inner join rated_domains
        on
            older_occupations.from_batch_id = rated_domains.batch_id
            and older_occupations.occupation_code = rated_domains.occupation_code
    where older_occupations.verdict <> 'kept'

    union all

    select
        newer_occupations.from_batch_id,
        newer_occupations.to_batch_id,
        rated_domains.domain as kind,
        rated_domains.scale_id,
        'occupation_not_compared' as verdict,
        0 as n_from,
        rated_domains.n_ratings as n_to
    from newer_occupations
    inner join rated_domains
        on
            newer_occupations.to_batch_id = rated_domains.batch_id
            and newer_occupations.occupation_code = rated_domains.occupation_code
    where newer_occupations.verdict <> 'kept'

)

select
    pairs.from_release_name,
    pairs.to_release_name,
    counts.kind,
    counts.scale_id,
    counts.verdict,
    pairs.from_released_on,
    pairs.to_released_on,
    pairs.recency,
    cast(sum(counts.n_from) as signed) as n_from,
    cast(sum(counts.n_to) as signed) as n_to

from counts
inner join pairs
    on
        counts.from_batch_id = pairs.from_batch_id
        and counts.to_batch_id = pairs.to_batch_id
group by
    pairs.from_release_name,
    pairs.to_release_name,
    counts.kind,
    counts.scale_id,
    counts.verdict,
    pairs.from_released_on,
    pairs.to_released_on,
    pairs.recency
