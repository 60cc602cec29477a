select
    code,
    code as label,
    label as long_text,
    1 as small,
    5000000000 as large,
    cast(6 as unsigned) as size,
    code = 'abc' as is_right,
    1.5e0 as share,
    cast(2.5 as decimal(5, 2)) as points,
    cast('2026-11-25' as date) as seen_on,
    utc_timestamp(6) as seen_at
from {{ ref('described') }}
