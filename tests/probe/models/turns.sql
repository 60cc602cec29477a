-- asks, once it is swapped in, whether its turn at definitions has ended
{{ config(
    post_hook="insert into {{ this }} select is_used_lock('{{ this.schema }} definitions') is not null"
) }}

select 0 as is_somebodys_turn
