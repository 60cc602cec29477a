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
