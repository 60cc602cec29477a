-- Ratings of the marts that point to no occupation, element or scale, or lie outside their scale
-- and are no known exception.
select
    ratings.occupation_code,
    ratings.element_id,
    ratings.scale_id,
    ratings.value,
    ratings.ci_low,
    ratings.ci_high,
    ratings.standard_error,
    scales.minimum,
    scales.maximum,
    occupations.occupation_code is null as is_unknown_occupation,
    elements.element_id is null as is_unknown_element
from {{ ref('occupation_element_ratings') }} as ratings
left join {{ ref('scales') }} as scales on ratings.scale_id = scales.scale_id
left join {{ ref('occupations') }} as occupations
    on ratings.occupation_code = occupations.occupation_code
left join {{ ref('elements') }} as elements on ratings.element_id = elements.element_id
left join {{ ref('stg_onet__known_exceptions') }} as known_exceptions
    on
        ratings.scale_id = known_exceptions.scale_id
        and ratings.value = known_exceptions.value
where
    scales.scale_id is null
    or occupations.occupation_code is null
    or elements.element_id is null
    or (
        ratings.value not between scales.minimum and scales.maximum
        and known_exceptions.scale_id is null
    )
    or ratings.ci_low not between scales.minimum and scales.maximum
    or ratings.ci_high not between scales.minimum and scales.maximum
    or ratings.standard_error < 0
