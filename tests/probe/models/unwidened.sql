{{ config(materialized='incremental', on_schema_change='fail') }}

select
    {{ var('build') }} as build
    {{ ', 7 as added' if var('build') > 1 }}
