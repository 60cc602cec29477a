labels.label like :term_1
    and (
        :term_2 is null
        or labels.label like :term_2
    )
    and (
        :term_3 is null
        or labels.label like :term_3
    )
    and (
        :term_4 is null
        or labels.label like :term_4
    )
    and (
        :term_5 is null
        or labels.label like :term_5
    )
    and (
        :term_6 is null
        or labels.label like :term_6
    )
    and (
        :term_7 is null
        or labels.label like :term_7
    )
    and (
        :term_8 is null
        or labels.label like :term_8
    )
