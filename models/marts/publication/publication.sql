-- depends on every other mart, so that it is built only when all of them and their tests are good
-- depends_on: {{ ref('elements') }}
-- depends_on: {{ ref('job_titles') }}
-- depends_on: {{ ref('job_zones') }}
-- depends_on: {{ ref('level_anchors') }}
-- depends_on: {{ ref('occupation_element_ratings') }}
-- depends_on: {{ ref('occupation_levels') }}
-- depends_on: {{ ref('occupations') }}
-- depends_on: {{ ref('published_releases') }}
-- depends_on: {{ ref('scales') }}
-- depends_on: {{ ref('skill_gaps') }}
-- depends_on: {{ ref('skills') }}
select
    '{{ invocation_id }}' as invocation_id,
    utc_timestamp(6) as built_at
