{{ config(indexes=[
    {'columns': ['a', 'b'], 'type': 'primary'},
    {'columns': ['b'], 'unique': true},
    {'columns': ['c']},
    {'columns': ['words(8)']}
]) }}

select
    cast(1 as signed) as a,
    cast(2 as signed) as b,
    cast(3 as signed) as c,
    repeat('word', 99999) as words
