-- Every pair of occupations that are rated in a domain has its row, and the rows of the first
-- occupation say what its gaps do, counted and added up.
with

rated as (

    select
        domain,
        count(distinct occupation_code) as occupations
    from {{ ref('occupation_levels') }}
    group by domain

),

pairs_of_domains as (

    select
        domain,
        count(*) as pairs
    from {{ ref('occupation_pairs') }}
    group by domain

),

gaps_of_first as (

    select
        gaps.from_code,
        gaps.domain,
        gaps.to_code,
        count(gaps.level_difference) as elements,
        coalesce(sum(gaps.level_gap > 0), 0) as gaps,
        coalesce(sum(gaps.is_beyond_error), 0) as gaps_beyond_error,
        coalesce(sum(gaps.is_beyond_error and gaps.to_importance >= {{ important_from() }}), 0)
            as important_gaps_beyond_error,
        coalesce(sum(gaps.level_gap > 0 and gaps.margin_of_error is null), 0)
            as gaps_without_error,
        coalesce(sum(gaps.importance_weight * gaps.level_gap), 0) / 7 as weighted_shortfall,
        coalesce(sum(gaps.importance_weight * gaps.level_surplus), 0) / 7 as weighted_surplus
    from {{ ref('skill_gaps') }} as gaps
    where
        gaps.from_code = (select min(occupation_code) from {{ ref('occupation_levels') }})
        and gaps.from_code <> gaps.to_code
    group by gaps.from_code, gaps.domain, gaps.to_code

)

{% set figures = [
    'elements', 'gaps', 'gaps_beyond_error', 'important_gaps_beyond_error', 'gaps_without_error',
    'weighted_shortfall', 'weighted_surplus'
] -%}

select
    rated.domain,
    null as from_code,
    null as to_code,
    rated.occupations * (rated.occupations - 1) as pairs_expected,
    pairs_of_domains.pairs as pairs_found,
    {% for figure in figures -%}
        null as {{ figure }}_expected,
        null as {{ figure }}_found{{ ',' if not loop.last }}
    {% endfor %}
from rated
left join pairs_of_domains on rated.domain = pairs_of_domains.domain
where coalesce(pairs_of_domains.pairs, 0) <> rated.occupations * (rated.occupations - 1)

union all

select
    sums.domain,
    sums.from_code,
    sums.to_code,
    1 as pairs_expected,
    pairs.from_code is not null as pairs_found,
    {% for figure in figures -%}
        sums.{{ figure }} as {{ figure }}_expected,
        pairs.{{ figure }} as {{ figure }}_found{{ ',' if not loop.last }}
    {% endfor %}
from gaps_of_first as sums
left join {{ ref('occupation_pairs') }} as pairs
    on
        sums.from_code = pairs.from_code
        and sums.domain = pairs.domain
        and sums.to_code = pairs.to_code
        and pairs.from_code = (select min(occupation_code) from {{ ref('occupation_levels') }})
where
    pairs.from_code is null
    {% for figure in figures -%}
        or abs(pairs.{{ figure }} - sums.{{ figure }}) > 1e-8
    {% endfor %}
