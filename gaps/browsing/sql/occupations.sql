-- every occupation, with what people wrote over it
select
    published.taxonomy,
    published.occupation_key as concept_key,
    published.code,
    published.label,
    published.group_code,
    published.is_localised,
    published.esco_key,
    published.esco_link_method,
    published.esco_link_confidence,
    coalesce(notes.is_relevant_for_kenya, published.is_relevant_for_kenya)
        as is_relevant_for_kenya,
    coalesce(notes.is_informal_sector, published.is_informal_sector) as is_informal_sector,
    coalesce(notes.is_entrepreneurship, published.is_entrepreneurship)
        as is_entrepreneurship,
    coalesce(notes.kenya_notes, published.kenya_notes) as kenya_notes

from taxonomy_occupations as published
left join {app}.occupation_notes as notes
    on
        published.taxonomy = notes.taxonomy
        and published.occupation_key = notes.occupation_key
left join {app}.custom_occupations as written
    on
        published.taxonomy = 'custom'
        and published.occupation_key = written.occupation_key
where written.occupation_key is null
union all
select
    'custom' as taxonomy,
    written.occupation_key as concept_key,
    concat(written.group_code, '.', left(written.occupation_key, 8)) as code,
    written.label,
    written.group_code,
    1 as is_localised,
    null as esco_key,
    null as esco_link_method,
    null as esco_link_confidence,
    notes.is_relevant_for_kenya,
    notes.is_informal_sector,
    notes.is_entrepreneurship,
    notes.kenya_notes

from {app}.custom_occupations as written
left join {app}.occupation_notes as notes
    on
        notes.taxonomy = 'custom'
        and written.occupation_key = notes.occupation_key
