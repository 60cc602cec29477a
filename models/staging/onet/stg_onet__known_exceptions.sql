-- as the contracts name them: known_exceptions in extract/onet/contracts.py
select
    cast('VH' as char(3)) collate utf8mb4_bin as scale_id,
    cast(0.00 as decimal(5, 2)) as value,
    cast('no high point' as char(100)) collate utf8mb4_bin as meaning,
    cast('29.2' as char(50)) collate utf8mb4_bin as releases,
    cast('2026-11-25' as date) as noted_on
