{{ config(grants={'select': [env_var('SKILLGAP_PREFIX') ~ '_reader']}) }}

select 1 as a
