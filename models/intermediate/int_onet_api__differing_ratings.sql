{% set figures = [
    'value', 'standard_error', 'n', 'ci_low', 'ci_high', 'recommend_suppress', 'not_relevant',
    'rated_on', 'domain_source'
] -%}

with

candidates as (

    select * from {{ ref('int_onet__candidate_batches') }}

),

file_batch as (

    select * from candidates
    where origin = 'file'

),

batches_of_service as (

    select * from candidates
    where origin = 'onet_api'

),

sent as (

    select
        ratings.*,
        {{ domain_of('ratings.element_id') }} as domain,
        substring_index(ratings.element_id, '.', 2) as branch_id,
        ratings.source_file not like '% %' as is_of_whole_table

    from {{ ref('stg_onet_api__ratings') }} as ratings

),

-- the tables of the service are branches of the content model, or several of them
branches_asked_whole as (

    select distinct
        batch_id,
        branch_id
    from sent
    where is_of_whole_table

),

branches_asked_of_occupations as (

    select distinct
        batch_id,
        branch_id,
        occupation_code
    from sent
    where not is_of_whole_table

),

only_in_files as (

    select
        batches_of_service.release_name as api_release_name,
        file_batch.release_name as file_release_name,
        elements.domain,
        filed.*

    from batches_of_service
    cross join file_batch
    inner join {{ ref('stg_onet__ratings') }} as filed on file_batch.batch_id = filed.batch_id
    inner join {{ ref('int_onet__elements') }} as elements
        on
            filed.element_id = elements.element_id
            and elements.domain <> ''
    left join branches_asked_whole
        on
            batches_of_service.batch_id = branches_asked_whole.batch_id
            and elements.branch_id = branches_asked_whole.branch_id
    left join branches_asked_of_occupations
        on
            batches_of_service.batch_id = branches_asked_of_occupations.batch_id
            and elements.branch_id = branches_asked_of_occupations.branch_id
            and filed.occupation_code = branches_asked_of_occupations.occupation_code
    left join {{ ref('stg_onet_api__ratings') }} as answered
        on
            batches_of_service.batch_id = answered.batch_id
            and filed.occupation_code = answered.occupation_code
            and filed.element_id = answered.element_id
            and filed.scale_id = answered.scale_id
    where
        answered.batch_id is null
        and (
            branches_asked_whole.batch_id is not null
            or branches_asked_of_occupations.batch_id is not null
        )

),

compared as (

    select
        batches_of_service.release_name as api_release_name,
        file_batch.release_name as file_release_name,
        sent.domain,
        sent.occupation_code,
        sent.element_id,
        sent.scale_id,
        filed.batch_id is not null as is_in_files,
        concat_ws(
            ',',
            {% for figure in figures -%}
                case when not (filed.{{ figure }} <=> sent.{{ figure }}) then '{{ figure }}' end
                {{- ',' if not loop.last }}
            {% endfor -%}
        ) as differs_in,
    {% for figure in figures -%}
        filed.{{ figure }} as file_{{ figure }},
        sent.{{ figure }} as api_{{ figure }}{{ ',' if not loop.last }}
    {% endfor %}

    from batches_of_service
    cross join file_batch
    inner join sent on batches_of_service.batch_id = sent.batch_id
    left join {{ ref('stg_onet__ratings') }} as filed
        on
            file_batch.batch_id = filed.batch_id
            and sent.occupation_code = filed.occupation_code
            and sent.element_id = filed.element_id
            and sent.scale_id = filed.scale_id
    where sent.domain <> ''

)

select
    api_release_name,
    file_release_name,
    domain,
    occupation_code,
    element_id,
    scale_id,
    case when is_in_files then 'different' else 'only_api' end as verdict,
    case when is_in_files then differs_in end as differs_in,
{% for figure in figures -%}
    file_{{ figure }},
    api_{{ figure }}{{ ',' if not loop.last }}
{% endfor %}
from compared
where
    not is_in_files
    or differs_in <> ''

union all

select
    api_release_name,
    file_release_name,
    domain,
    occupation_code,
    element_id,
    scale_id,
    'only_file' as verdict,
    null as differs_in,
{% for figure in figures -%}
    {{ figure }} as file_{{ figure }},
    null as api_{{ figure }}{{ ',' if not loop.last }}
{% endfor %}
from only_in_files
