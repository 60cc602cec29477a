-- Which occupations are nearest to one, and what does the way there take?
--
--     set @occupation_code = '15-1252.00', @distance = 'composite', @from_code = null;
--
-- @distance is skills, skills_knowledge, composite or tasks_titles; NULL means composite,
-- or tasks_titles where the occupation is not rated. One row a near occupation, the
-- nearest first. similarity runs from 0 to 1 and is the same from either side; it is a
-- measure within one distance, not between two. The gap is directed: skills that the near
-- occupation needs at a higher level. It is NULL where one of the two is not rated;
-- ratings_status and not_rated_reason say so of the near one, occupations of the other.
-- @from_code is where the way begins, for its gap and job_zone_step; NULL means at
-- @occupation_code itself. related_list: listed where O*NET lists related occupations of
-- it, not_listed where only of others, not_in_release where the release has no list.

with

asked as (

    select
        occupation_code,
        coalesce(@from_code, occupation_code) as from_code,
        coalesce(
            @distance,
            case ratings_status when 'rated' then 'composite' else 'tasks_titles' end
        ) as distance
    from {{ ref('occupations') }}
    where occupation_code = @occupation_code

),

related as (

    select
        case
            when sum(occupation_code = @occupation_code) > 0 then 'listed'
            when count(*) > 0 then 'not_listed'
            else 'not_in_release'
        end as related_list
    from {{ ref('related_occupations') }}

)

select
    nearest.distance,
    nearest.similarity_rank,
    nearest.similar_occupation_code,
    nearest.similar_title,
    nearest.similarity,
    cast(near_ones.job_zone as signed) - cast(origins.job_zone as signed)
        as job_zone_step,
    nearest.ratings_status,
    nearest.not_rated_reason,
    pairs.gaps,
    pairs.gaps_beyond_error,
    pairs.important_gaps_beyond_error,
    pairs.weighted_shortfall,
    pairs.weighted_surplus,
    nearest.also_in_onet_related,
    related.related_list
from asked
cross join related
inner join {{ ref('similar_occupations') }} as nearest
    on
        asked.occupation_code = nearest.occupation_code
        and asked.distance = nearest.distance
inner join {{ ref('occupations') }} as near_ones
    on nearest.similar_occupation_code = near_ones.occupation_code
left join {{ ref('occupations') }} as origins
    on asked.from_code = origins.occupation_code
left join {{ ref('occupation_pairs') }} as pairs
    on
        asked.from_code = pairs.from_code
        and pairs.domain = 'skill'
        and nearest.similar_occupation_code = pairs.to_code
order by nearest.similarity_rank
