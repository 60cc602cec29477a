{% set figures = [
    'value', 'standard_error', 'n', 'ci_low', 'ci_high', 'recommend_suppress', 'not_relevant',
    'rated_on', 'domain_source'
] -%}

select
    api_release_name,
    occupation_code,
    element_id,
    scale_id,
    file_release_name,
    domain as kind,
    verdict,
    differs_in,
    null as file_title,
    null as api_title,
{% for figure in figures -%}
    file_{{ figure }},
    api_{{ figure }}{{ ',' if not loop.last }}
{% endfor %}
from {{ ref('int_onet_api__differing_ratings') }}

union all

select
    api_release_name,
    occupation_code,
    '' as element_id,
    '' as scale_id,
    file_release_name,
    'occupation' as kind,
    verdict,
    differs_in,
    file_title,
    api_title,
{% for figure in figures -%}
    null as file_{{ figure }},
    null as api_{{ figure }}{{ ',' if not loop.last }}
{% endfor %}
from {{ ref('int_onet_api__differing_occupations') }}
