with

pairs as (

    select * from {{ ref('int_onet__release_pairs') }}

),

-- a domain of an occupation in which nothing changed is not looked through again
changed_domains as (

    select * from {{ ref('int_onet__compared_domains') }}
    where
        verdict = 'rated_in_both'
        and n_same + n_same_but_date < greatest(n_from, n_to)

),

-- distinct: both servers then build the lists once, with a key to look them up by
occupations as (

    select distinct
        batch_id,
        occupation_code,
        title
    from {{ ref('stg_onet__occupation_data') }}

),

elements as (

    select distinct
        batch_id,
        element_id,
        element_name
    from {{ ref('stg_onet__content_model_reference') }}

),

{% set figures = rating_figures() + ['rated_on'] -%}

compared as (

    select
        domains.from_batch_id,
        domains.to_batch_id,
        domains.from_occupation_code,
        domains.to_occupation_code,
        domains.domain,
        older.element_id,
        older.scale_id,
        newer.batch_id is not null as is_rated_after,
        1 as is_rated_before,
        {{ is_same_rating('older', 'newer', with_date=false) }} as is_same,
    {% for figure in figures -%}
        older.{{ figure }} as from_{{ figure }},
        newer.{{ figure }} as to_{{ figure }}{{ ',' if not loop.last }}
    {% endfor %}

    from changed_domains as domains
    inner join {{ ref('stg_onet__ratings') }} as older
        on
            domains.from_batch_id = older.batch_id
            and domains.from_occupation_code = older.occupation_code
            and domains.scale_id = older.scale_id
            and domains.domain = {{ domain_of('older.element_id') }}
    left join {{ ref('stg_onet__ratings') }} as newer
        on
            domains.to_batch_id = newer.batch_id
            and domains.to_occupation_code = newer.occupation_code
            and older.element_id = newer.element_id
            and older.scale_id = newer.scale_id

    union all

    select
        domains.from_batch_id,
        domains.to_batch_id,
        domains.from_occupation_code,
        domains.to_occupation_code,
        domains.domain,
        newer.element_id,
        newer.scale_id,
        1 as is_rated_after,
        0 as is_rated_before,
        0 as is_same,
    {% for figure in figures -%}
        null as from_{{ figure }},
        newer.{{ figure }} as to_{{ figure }}{{ ',' if not loop.last }}
    {% endfor %}

    from changed_domains as domains
    inner join {{ ref('stg_onet__ratings') }} as newer
        on
            domains.to_batch_id = newer.batch_id
            and domains.to_occupation_code = newer.occupation_code
            and domains.scale_id = newer.scale_id
            and domains.domain = {{ domain_of('newer.element_id') }}
    left join {{ ref('stg_onet__ratings') }} as older
        on
            domains.from_batch_id = older.batch_id
            and domains.from_occupation_code = older.occupation_code
            and newer.element_id = older.element_id
            and newer.scale_id = older.scale_id
    where older.batch_id is null

),

changed as (

    select
        *,
        to_value - from_value as difference,
        {{ margin_of_error('from_standard_error', 'to_standard_error') }} as margin_of_error
    from compared
    where not is_same

)

select
    pairs.from_release_name,
    pairs.to_release_name,
    changed.to_occupation_code as occupation_code,
    changed.element_id,
    changed.scale_id,
    changed.from_occupation_code,
    occupations.title as occupation_title,
    elements.element_name,
    changed.domain,
    cast(case
        when not changed.is_rated_after then 'dropped'
        when not changed.is_rated_before then 'added'
        when changed.difference = 0 then 'same_value'
        else 'changed'
    end as char(10)) as verdict,
    changed.from_value,
    changed.to_value,
    changed.difference,
    changed.from_standard_error,
    changed.to_standard_error,
    changed.margin_of_error,
    abs(changed.difference) > changed.margin_of_error as is_beyond_error,
    changed.from_n,
    changed.to_n,
    changed.from_recommend_suppress,
    changed.to_recommend_suppress,
    changed.from_not_relevant,
    changed.to_not_relevant,
    changed.from_rated_on,
    changed.to_rated_on,
    changed.from_domain_source,
    changed.to_domain_source

from changed
inner join pairs
    on
        changed.from_batch_id = pairs.from_batch_id
        and changed.to_batch_id = pairs.to_batch_id
inner join occupations
    on
        changed.to_batch_id = occupations.batch_id
        and changed.to_occupation_code = occupations.occupation_code
inner join elements
    on
        changed.element_id = elements.element_id
        and elements.batch_id
        = case when changed.is_rated_after then changed.to_batch_id else changed.from_batch_id end
