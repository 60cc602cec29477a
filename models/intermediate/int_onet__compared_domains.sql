{#
    A table: it is the one place that goes through all ratings of two releases side by side, so that
    the mart of changes looks only where something changed.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

kept_occupations as (

    select
        from_batch_id,
        to_batch_id,
        from_occupation_code,
        to_occupation_code
    from {{ ref('int_onet__compared_occupations') }}
    where verdict = 'kept'

),

rated_domains as (

    select * from {{ ref('int_onet__rated_domains') }}

),

domains_of_releases as (

    select distinct
        batch_id,
        domain
    from rated_domains

),

held as (

    select
        kept_occupations.*,
        rated_domains.domain,
        rated_domains.scale_id,
        rated_domains.n_ratings as n_from,
        0 as n_to
    from kept_occupations
    inner join rated_domains
        on
            kept_occupations.from_batch_id = rated_domains.batch_id
            and kept_occupations.from_occupation_code = rated_domains.occupation_code

    union all

    select
        kept_occupations.*,
        rated_domains.domain,
        rated_domains.scale_id,
        0 as n_from,
        rated_domains.n_ratings as n_to
    from kept_occupations
    inner join rated_domains
        on
            kept_occupations.to_batch_id = rated_domains.batch_id
            and kept_occupations.to_occupation_code = rated_domains.occupation_code

),

totals as (

    select
        from_batch_id,
        to_batch_id,
        from_occupation_code,
        to_occupation_code,
        domain,
        scale_id,
        cast(sum(n_from) as signed) as n_from,
        cast(sum(n_to) as signed) as n_to
    from held
    group by
        from_batch_id, to_batch_id, from_occupation_code, to_occupation_code, domain, scale_id

),

of_domains as (

    select
        *,
        sum(n_from) over (
            partition by
                from_batch_id, to_batch_id, from_occupation_code, to_occupation_code, domain
        ) > 0 as is_rated_before,
        sum(n_to) over (
            partition by
                from_batch_id, to_batch_id, from_occupation_code, to_occupation_code, domain
        ) > 0 as is_rated_after
    from totals

),

agreeing as (

    select
        kept_occupations.from_batch_id,
        kept_occupations.to_batch_id,
        kept_occupations.from_occupation_code,
        kept_occupations.to_occupation_code,
        {{ domain_of('older.element_id') }} as domain,
        older.scale_id,
        cast(sum({{ is_same_rating('older', 'newer') }}) as signed) as n_same,
        cast(
            sum(
                {{ is_same_rating('older', 'newer', with_date=false) }}
                and older.rated_on <> newer.rated_on
            ) as signed
        ) as n_same_but_date
    from kept_occupations
    inner join {{ ref('stg_onet__ratings') }} as older
        on
            kept_occupations.from_batch_id = older.batch_id
            and kept_occupations.from_occupation_code = older.occupation_code
    inner join {{ ref('stg_onet__ratings') }} as newer
        on
            kept_occupations.to_batch_id = newer.batch_id
            and kept_occupations.to_occupation_code = newer.occupation_code
            and older.element_id = newer.element_id
            and older.scale_id = newer.scale_id
    where older.scale_id in ('IM', 'LV')
    group by
        kept_occupations.from_batch_id,
        kept_occupations.to_batch_id,
        kept_occupations.from_occupation_code,
        kept_occupations.to_occupation_code,
        domain,
        older.scale_id

)

select
    of_domains.from_batch_id,
    of_domains.to_batch_id,
    of_domains.from_occupation_code,
    of_domains.to_occupation_code,
    of_domains.domain,
    of_domains.scale_id,
    cast(case
        when of_domains.is_rated_before and of_domains.is_rated_after then 'rated_in_both'
        when in_older.batch_id is null or in_newer.batch_id is null then 'domain_not_in_release'
        when of_domains.is_rated_after then 'newly_rated'
        else 'no_longer_rated'
    end as char(21)) as verdict,
    of_domains.n_from,
    of_domains.n_to,
    coalesce(agreeing.n_same, 0) as n_same,
    coalesce(agreeing.n_same_but_date, 0) as n_same_but_date

from of_domains
left join domains_of_releases as in_older
    on
        of_domains.from_batch_id = in_older.batch_id
        and of_domains.domain = in_older.domain
left join domains_of_releases as in_newer
    on
        of_domains.to_batch_id = in_newer.batch_id
        and of_domains.domain = in_newer.domain
left join agreeing
    on
        of_domains.from_batch_id = agreeing.from_batch_id
        and of_domains.to_batch_id = agreeing.to_batch_id
        and of_domains.from_occupation_code = agreeing.from_occupation_code
        and of_domains.to_occupation_code = agreeing.to_occupation_code
        and of_domains.domain = agreeing.domain
        and of_domains.scale_id = agreeing.scale_id
