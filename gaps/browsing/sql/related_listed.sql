-- one page of either side of occupations and skills
select
    related.*,
    0 as place

from ({related}) as related
where :relation_type is null or related.relation_type = :relation_type
