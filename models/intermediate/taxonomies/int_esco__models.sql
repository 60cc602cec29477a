{{ config(materialized='table', contract={'enforced': true}) }}

with

batches as (

    select * from {{ ref('int_taxonomies__current_batches') }}
    where source = 'esco'

),

-- the Commission's files carry the language in their names, Tabiya's model says it
languages as (

    select
        occupations.batch_id,
        min(
            case
                when lower(occupations.source_file) regexp '_[a-z]{2}[.]csv$'
                    then left(right(lower(occupations.source_file), 6), 2)
            end
        ) as language_of_file

    from {{ ref('stg_esco__occupations') }} as occupations
    group by occupations.batch_id

),

model_info as (

    select
        batch_id,
        lower(substring_index(locale, '-', -1)) as language_of_model

    from {{ ref('stg_esco__model_info') }}

),

ranked as (

    select
        batches.*,
        cast(
            coalesce(languages.language_of_file, model_info.language_of_model) as char(8)
        ) as language_code,
        -- of several languages of one day English, which the titles of KeSCO are linked to
        row_number() over (
            order by
                {% if var('esco_model') -%}
                    batches.release_name
                    = '{{ var("esco_model") | string | replace("\\", "") | replace("'", "''") }}'
                    desc,
                {%- endif %}
                batches.released_on desc,
                case
                    when coalesce(languages.language_of_file, model_info.language_of_model) = 'en'
                        then 0
                    else 1
                end asc,
                batches.release_name asc
        ) as place

    from batches
    left join languages on batches.batch_id = languages.batch_id
    left join model_info on batches.batch_id = model_info.batch_id

)

select
    batch_id,
    release_name as model,
    language_code as language,
    released_on,
    is_sample,
    place = 1 as is_primary

from ranked
