-- every occupation, with what people wrote over it; what they added stands as they wrote it
select
    {published_columns},
    0 as place

from taxonomy_occupations as published
{over_published}
union all
select
    {written_columns},
    0 as place

from {app}.custom_occupations as written
{over_written}
