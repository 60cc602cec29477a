-- Levels without words although the element has anchors.
select
    levels.occupation_code,
    levels.element_id,
    levels.level
from {{ ref('occupation_levels') }} as levels
where
    levels.level is not null
    and levels.level_meaning is null
    and levels.element_id in (select anchors.element_id from {{ ref('level_anchors') }} as anchors)
