with

pairs as (

    select * from {{ ref('int_onet__release_pairs') }}

),

compared_occupations as (

    select * from {{ ref('int_onet__compared_occupations') }}

),

rated_otherwise as (

    select
        from_batch_id,
        to_batch_id,
        from_occupation_code,
        to_occupation_code,
        domain,
        verdict,
        sum(n_from + n_to) as n_ratings
    from {{ ref('int_onet__compared_domains') }}
    where verdict in ('newly_rated', 'no_longer_rated')
    group by
        from_batch_id, to_batch_id, from_occupation_code, to_occupation_code, domain, verdict

),

changes as (

    select
        from_batch_id,
        to_batch_id,
        from_occupation_code,
        to_occupation_code,
        verdict,
        from_title,
        to_title,
        '' as domain,
        null as n_ratings
    from compared_occupations
    where verdict <> 'kept'

    union all

    select
        from_batch_id,
        to_batch_id,
        from_occupation_code,
        to_occupation_code,
        'recoded' as verdict,
        from_title,
        to_title,
        '' as domain,
        null as n_ratings
    from compared_occupations
    where
        verdict = 'kept'
        and from_occupation_code <> to_occupation_code

    union all

    select
        from_batch_id,
        to_batch_id,
        from_occupation_code,
        to_occupation_code,
        'renamed' as verdict,
        from_title,
        to_title,
        '' as domain,
        null as n_ratings
    from compared_occupations
    where
        verdict = 'kept'
        and from_title <> to_title

    union all

    select
        from_batch_id,
        to_batch_id,
        from_occupation_code,
        to_occupation_code,
        'redescribed' as verdict,
        from_title,
        to_title,
        '' as domain,
        null as n_ratings
    from compared_occupations
    where is_redescribed

    union all

    select
        rated_otherwise.from_batch_id,
        rated_otherwise.to_batch_id,
        rated_otherwise.from_occupation_code,
        rated_otherwise.to_occupation_code,
        rated_otherwise.verdict,
        compared_occupations.from_title,
        compared_occupations.to_title,
        rated_otherwise.domain,
        rated_otherwise.n_ratings
    from rated_otherwise
    inner join compared_occupations
        on
            rated_otherwise.from_batch_id = compared_occupations.from_batch_id
            and rated_otherwise.to_batch_id = compared_occupations.to_batch_id
            and rated_otherwise.from_occupation_code = compared_occupations.from_occupation_code
            and rated_otherwise.to_occupation_code = compared_occupations.to_occupation_code

)

select
    pairs.from_release_name,
    pairs.to_release_name,
    changes.verdict,
    changes.from_occupation_code,
    changes.to_occupation_code,
    changes.domain,
    changes.from_title,
    changes.to_title,
    cast(changes.n_ratings as signed) as n_ratings

from changes
inner join pairs
    on
        changes.from_batch_id = pairs.from_batch_id
        and changes.to_batch_id = pairs.to_batch_id
