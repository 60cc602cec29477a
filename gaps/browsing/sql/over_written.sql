left join {app}.occupation_notes as notes
    on
        notes.taxonomy = 'custom'
        and written.occupation_key = notes.occupation_key
