with

nearest as (

    select * from {{ ref('int_onet__nearest_occupations') }}

),

occupations as (

    select * from {{ ref('occupations') }}

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
