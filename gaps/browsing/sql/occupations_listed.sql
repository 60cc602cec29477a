-- the occupations that a list asks for, all in one place
select occupations.*
from ({occupations}) as occupations
where {occupation_filter}
