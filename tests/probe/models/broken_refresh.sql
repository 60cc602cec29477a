{{ config(materialized='incremental') }}

select {{ '1' if var('build') == 1 else 'no_such_column' }} as a
