-- how many rows there are, for a page that has none
select count(*) from ({chosen}) as chosen
