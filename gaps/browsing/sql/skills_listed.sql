select
    skills.*,
    0 as place

from ({skills}) as skills
