{{ config(materialized='incremental', unique_key='a', incremental_strategy='merge') }}

select 1 as a
