select 'abc' as code
