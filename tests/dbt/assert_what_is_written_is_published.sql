-- Rows written through the API that are in no mart. A warning: they stay in <prefix>_app, and come
-- with the build that knows their occupation or skill.
{{ config(severity='warn') }}

select * from {{ ref('written_rejections') }}
