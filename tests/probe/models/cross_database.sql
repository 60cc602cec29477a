select
    {{ dbt.concat(["'a'", "'b'"]) }} as joined,
    {{ dbt.hash("'abc'") }} as hashed,
    {{ dbt.dateadd('month', 2, "cast('2026-11-25' as date)") }} as added,
    {{ dbt.datediff("cast('2026-11-01' as date)", "cast('2026-11-25' as date)", 'day') }} as days
