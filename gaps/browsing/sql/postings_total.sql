-- how many postings are asked for, for a page that has none
select count(*) from ({postings_chosen}) as chosen
