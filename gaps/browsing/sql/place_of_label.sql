case
        when labels.label_number > 1 then 3
        when labels.label collate utf8mb4_unicode_520_ci = :asked then 0
        when labels.label collate utf8mb4_unicode_520_ci like :beginning then 1
        else 2
    end
