select
    'custom' as taxonomy,
    labels.occupation_key as concept_key,
    min({place_of_label}) as place
from (
    select
        occupation_key,
        1 as label_number,
        label
    from {app}.custom_occupations
    union all
    select
        custom_occupations.occupation_key,
        2 as label_number,
        alternatives.label
    from {app}.custom_occupations
    inner join json_table(
        custom_occupations.alternative_labels,
        '$[*]' columns (label varchar(255) path '$')
    ) as alternatives
) as labels
where {label_answers}
group by labels.occupation_key
