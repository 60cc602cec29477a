{#
    How often a link of each method is right. `measured`: the share of pairs of the method, on ESCO
    v1.1.1 and O*NET 30.3 and where the ESCO Secretariat's crosswalk links the ESCO occupation at
    all, that this crosswalk has too (for KeSCO: of pairs of a title and an ISCO-08 group, that the
    group is one of the title's judged ESCO occupations'); benchmarks/check_link_confidence.py
    counts them anew from the files. `declared`: our reading of the makers' own words.
#}
{{ config(materialized='table', contract={'enforced': true}) }}

{% set grades = [
    ('esco_secretariat', 'exactMatch', 1.0, 'declared', 0, 0),
    ('esco_secretariat', 'closeMatch', 0.8, 'declared', 0, 0),
    ('esco_secretariat', 'narrowMatch', 0.5, 'declared', 0, 0),
    ('esco_secretariat', 'broadMatch', 0.5, 'declared', 0, 0),
    ('esco_secretariat', 'exactISCO', 0.5, 'declared', 0, 0),
    ('onet_center', '', 0.60, 'measured', 6976, 4210),
    ('career_causeways', '2', 0.88, 'measured', 509, 448),
    ('career_causeways', '1', 0.58, 'measured', 966, 564),
    ('career_causeways', '0.5', 0.37, 'measured', 57, 21),
    ('isco_chain', '1', 0.57, 'measured', 507, 288),
    ('isco_chain', '2-3', 0.35, 'measured', 2208, 766),
    ('isco_chain', '4-10', 0.16, 'measured', 5001, 822),
    ('isco_chain', 'over 10', 0.07, 'measured', 5322, 367),
    ('same_digits', '', 0.84, 'measured', 1400, 1171),
    ('renumbered_block', '', 0.52, 'measured', 333, 173),
] -%}

{% for method, grade, confidence, basis, n_checked, n_right in grades -%}
    select
        cast('{{ method }}' as char(32)) as method,
        cast('{{ grade }}' as char(16)) as grade,
        cast({{ confidence }} as decimal(4, 2)) as confidence,
        cast('{{ basis }}' as char(8)) as basis,
        {{ n_checked }} as n_checked,
        {{ n_right }} as n_right
    {{ 'union all' if not loop.last }}
{% endfor %}
