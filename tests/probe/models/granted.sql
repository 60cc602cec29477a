{{ config(grants={'select': [env_var('SKILLGAP_PREFIX') ~ '_grantee']}) }}

select 1 as a
