-- the occupations that a list asks for, all in one place
select
    occupations.*,
    0 as place

from ({occupations}) as occupations
where {occupation_filter}
