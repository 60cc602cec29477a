{{ config(materialized='incremental') }}

select {{ var('build') }} as build
