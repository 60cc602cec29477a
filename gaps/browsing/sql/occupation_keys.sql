-- the occupations of a taxonomy with a key or code; several may have one code
select occupation_key
from taxonomy_occupations
where
    taxonomy = :taxonomy
    and (occupation_key in :keys or code = :code)
order by occupation_key
limit 100
