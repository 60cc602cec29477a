left join {app}.occupation_notes as notes
    on
        published.taxonomy = notes.taxonomy
        and published.occupation_key = notes.occupation_key
left join {app}.custom_occupations as written
    on
        published.taxonomy = 'custom'
        and published.occupation_key = written.occupation_key
where written.occupation_key is null
