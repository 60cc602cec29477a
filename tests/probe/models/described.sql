select
    'abc' as code,
    cast('x' as char(20)) as label,
    1.5 as other
