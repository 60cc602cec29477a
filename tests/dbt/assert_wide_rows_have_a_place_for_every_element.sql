-- A domain with more elements than its wide row has places: the elements past them would be lost.
with

places as (

    {% for domain in ['skill', 'knowledge', 'ability', 'work_activity'] -%}
        select
            '{{ domain }}' as domain,
            {{ places_of(domain) }} as places
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

elements as (

    select
        domain,
        count(distinct element_id) as elements
    from {{ ref('occupation_levels') }}
    group by domain

)

select
    elements.domain,
    elements.elements,
    places.places
from elements
left join places on elements.domain = places.domain
where
    places.places is null
    or elements.elements > places.places
