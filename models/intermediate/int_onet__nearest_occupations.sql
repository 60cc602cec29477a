{#
    A table: while it is a part of a larger query, the server takes it for a million rows and
    reads all pairs of occupations for its fifty thousand.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

with

similarities as (

    select * from {{ ref('int_onet__occupation_similarities') }}

),

-- each distance for itself: a narrow table is ranked in a second, a wide one on the disk
nearest as (

    {% set distances = ['skills', 'skills_knowledge', 'composite', 'tasks_titles'] -%}
    {% for distance in distances -%}
        select
            occupation_code,
            '{{ distance }}' as distance,
            similarity_rank,
            other_code as similar_occupation_code,
            similarity
        from (
            select
                *,
                row_number() over (
                    partition by occupation_code order by similarity desc, other_code asc
                ) as similarity_rank
            from (
                select
                    occupation_code,
                    other_code,
                    {{ distance }} as similarity
                from similarities
                where {{ distance }} is not null
                union all
                select
                    other_code as occupation_code,
                    occupation_code as other_code,
                    {{ distance }} as similarity
                from similarities
                where {{ distance }} is not null
            ) as both_ways
        ) as ranked
        where similarity_rank <= {{ nearest_shown() }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    occupation_code,
    distance,
    similarity_rank,
    similar_occupation_code,
    similarity

from nearest
