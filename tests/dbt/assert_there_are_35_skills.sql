-- The number of skills, where it is not O*NET's 35: 10 of group 2.A and 25 of group 2.B.
select
    count(*) as skills,
    sum(skill_group = 'basic') as basic_skills,
    sum(skill_group = 'cross_functional') as cross_functional_skills
from {{ ref('skills') }}
having
    count(*) <> 35
    or sum(skill_group = 'basic') <> 10
    or sum(skill_group = 'cross_functional') <> 25
