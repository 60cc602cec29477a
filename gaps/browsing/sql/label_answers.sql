locate(:term_1, labels.label collate utf8mb4_unicode_520_ci) > 0
    and (
        :term_2 is null
        or locate(:term_2, labels.label collate utf8mb4_unicode_520_ci) > 0
    )
    and (
        :term_3 is null
        or locate(:term_3, labels.label collate utf8mb4_unicode_520_ci) > 0
    )
    and (
        :term_4 is null
        or locate(:term_4, labels.label collate utf8mb4_unicode_520_ci) > 0
    )
    and (
        :term_5 is null
        or locate(:term_5, labels.label collate utf8mb4_unicode_520_ci) > 0
    )
    and (
        :term_6 is null
        or locate(:term_6, labels.label collate utf8mb4_unicode_520_ci) > 0
    )
    and (
        :term_7 is null
        or locate(:term_7, labels.label collate utf8mb4_unicode_520_ci) > 0
    )
    and (
        :term_8 is null
        or locate(:term_8, labels.label collate utf8mb4_unicode_520_ci) > 0
    )
