-- Which occupations are nearest to one, and what does the way there take?
--
--     set @occupation_code = '15-1252.00', @distance = 'composite';
--
-- @distance is skills, skills_knowledge, composite or tasks_titles; NULL means composite,
-- or tasks_titles where the occupation is not rated. One row a near occupation, the
-- nearest first. similarity runs from 0 to 1 and is the same from either side; it is a
-- measure within one distance, not between two. The gap is directed: skills that the near
-- occupation needs at a higher level. It is NULL where one of the two is not rated;
-- ratings_status and not_rated_reason say so of the near one, occupations of the other.

with

asked as (

    select
        occupation_code,
        coalesce(
            @distance,
            case ratings_status when 'rated' then 'composite' else 'tasks_titles' end
        ) as distance
    from {{ ref('occupations') }}
    where occupation_code = @occupation_code

)

select
    nearest.distance,
    nearest.similarity_rank,
    nearest.similar_occupation_code,
    nearest.similar_title,
    nearest.similarity,
    nearest.job_zone_step,
    nearest.ratings_status,
    nearest.not_rated_reason,
    nearest.gaps,
    nearest.gaps_beyond_error,
    nearest.important_gaps_beyond_error,
    nearest.weighted_shortfall,
    nearest.weighted_surplus,
    nearest.also_in_onet_related
from asked
inner join {{ ref('similar_occupations') }} as nearest
    on
        asked.occupation_code = nearest.occupation_code
        and asked.distance = nearest.distance
order by nearest.similarity_rank
