with

similarities as (

    select * from {{ ref('int_onet__occupation_similarities') }}

),

occupations as (

    select * from {{ ref('occupations') }}

),

both_ways as (

    select
        occupation_code,
        other_code,
        skills,
        skills_knowledge,
        composite,
        tasks_titles
    from similarities
    union all
    select
        other_code as occupation_code,
        occupation_code as other_code,
        skills,
        skills_knowledge,
        composite,
        tasks_titles
    from similarities

),

{% set distances = ['skills', 'skills_knowledge', 'composite', 'tasks_titles'] -%}
ranked as (

    select
        *,
        {% for distance in distances -%}
            row_number() over (
                partition by occupation_code order by {{ distance }} desc, other_code asc
            ) as {{ distance }}_rank{{ ',' if not loop.last }}
        {% endfor %}
    from both_ways

),

near_by_any as (

    select * from ranked
    where
        least(
            {% for distance in distances -%}
                {{ distance }}_rank{{ ', ' if not loop.last }}
            {%- endfor %}
        ) <= {{ nearest_shown() }}

),

nearest as (

    {% for distance in distances -%}
        select
            occupation_code,
            '{{ distance }}' as distance,
            {{ distance }}_rank as similarity_rank,
            other_code as similar_occupation_code,
            {{ distance }} as similarity
        from near_by_any
        where
            {{ distance }} is not null
            and {{ distance }}_rank <= {{ nearest_shown() }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    nearest.occupation_code,
    nearest.distance,
    nearest.similarity_rank,
    nearest.similar_occupation_code,
    others.title as similar_title,
    nearest.similarity,
    cast(others.job_zone as signed) - cast(occupations.job_zone as signed) as job_zone_step,
    others.ratings_status,
    others.not_rated_reason,
    pairs.gaps,
    pairs.gaps_beyond_error,
    pairs.important_gaps_beyond_error,
    pairs.weighted_shortfall,
    pairs.weighted_surplus,
    related.related_occupation_code is not null as also_in_onet_related

from nearest
inner join occupations on nearest.occupation_code = occupations.occupation_code
inner join occupations as others on nearest.similar_occupation_code = others.occupation_code
left join {{ ref('occupation_pairs') }} as pairs
    on
        nearest.occupation_code = pairs.from_code
        and pairs.domain = 'skill'
        and nearest.similar_occupation_code = pairs.to_code
left join {{ ref('related_occupations') }} as related
    on
        nearest.occupation_code = related.occupation_code
        and nearest.similar_occupation_code = related.related_occupation_code
