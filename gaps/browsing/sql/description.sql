select description from occupations
where :taxonomy = 'onet' and occupation_code = :key
union all
select occupations.description from esco_occupations as occupations
inner join esco_models as models on occupations.model = models.model
where :taxonomy = 'esco' and models.is_primary and occupations.occupation_key = :key
union all
select description from {app}.custom_occupations
where :taxonomy = 'custom' and occupation_key = :key
