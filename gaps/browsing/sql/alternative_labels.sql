-- those that were written, else those that are published
select alternatives.label
from {app}.custom_occupations
inner join json_table(
    custom_occupations.alternative_labels,
    '$[*]' columns (label varchar(255) path '$')
) as alternatives
where :taxonomy = 'custom' and custom_occupations.occupation_key = :key
union
select label from taxonomy_labels
where
    concept_kind = 'occupation'
    and taxonomy = :taxonomy
    and concept_key = :key
    and label_number > 1
order by label
limit 500
