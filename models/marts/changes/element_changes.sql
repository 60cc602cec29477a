with

pairs as (

    select * from {{ ref('int_onet__release_pairs') }}

),

compared_elements as (

    select * from {{ ref('int_onet__compared_elements') }}

),

changes as (

    select * from compared_elements
    where verdict <> 'kept'

    union all

    select
        from_batch_id,
        to_batch_id,
        from_element_id,
        to_element_id,
        'renamed' as verdict,
        from_element_name,
        to_element_name,
        from_description,
        to_description
    from compared_elements
    where
        verdict = 'kept'
        and from_element_name <> to_element_name

    union all

    select
        from_batch_id,
        to_batch_id,
        from_element_id,
        to_element_id,
        'redescribed' as verdict,
        from_element_name,
        to_element_name,
        from_description,
        to_description
    from compared_elements
    where
        verdict = 'kept'
        and not (from_description <=> to_description)

)

select
    pairs.from_release_name,
    pairs.to_release_name,
    changes.verdict,
    changes.from_element_id,
    changes.to_element_id,
    {{ domain_of("coalesce(nullif(changes.to_element_id, ''), changes.from_element_id)") }}
        as domain,
    changes.from_element_name,
    changes.to_element_name,
    changes.from_description,
    changes.to_description

from changes
inner join pairs
    on
        changes.from_batch_id = pairs.from_batch_id
        and changes.to_batch_id = pairs.to_batch_id
