with

levels as (

    select
        *,
        dense_rank() over (partition by domain order by element_id) as place

    from {{ ref('occupation_levels') }}

),

{% set domains = ['skill', 'knowledge', 'ability', 'work_activity'] -%}
{% for domain in domains -%}
    {{ domain }}_rows as (

        {{ wide_levels('levels', domain) }}

    ),

{% endfor -%}

packed as (

    {% for domain in domains -%}
        -- read in the order of the key: cheaper than a hash join, and nothing is left to sort
        select /*+ no_bnl() */
            held.occupation_code as from_code,
            '{{ domain }}' as domain,
            needed.occupation_code as to_code,
            bit_count(held.places & needed.places) as elements,
            {{ packed_shortfall(domain) }} as sums,
            {{ net_shortfall(domain) }} as net

        from {{ domain }}_rows as held
        straight_join {{ domain }}_rows as needed on held.occupation_code <> needed.occupation_code
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    from_code,
    domain,
    to_code,
    elements,
    (sums >> 24) & 63 as gaps,
    (sums >> 30) & 63 as gaps_beyond_error,
    (sums >> 36) & 63 as important_gaps_beyond_error,
    (sums >> 42) & 63 as gaps_without_error,
    (sums & 16777215) / 280000e0 as weighted_shortfall,
    ((sums & 16777215) - net) / 280000e0 as weighted_surplus

from packed
