(:of_taxonomy is null or occupations.taxonomy = :of_taxonomy)
    and (:of_key is null or occupations.concept_key = :of_key)
    and (
        :isco_group is null
        or (
            occupations.taxonomy <> 'onet'
            and left(occupations.group_code, char_length(:isco_group)) = :isco_group
        )
    )
    and (
        :is_relevant_for_kenya is null
        or occupations.is_relevant_for_kenya = :is_relevant_for_kenya
    )
    and (
        :is_informal_sector is null
        or occupations.is_informal_sector = :is_informal_sector
    )
    and (
        :is_entrepreneurship is null
        or occupations.is_entrepreneurship = :is_entrepreneurship
    )
