select distinct county
from job_postings
where county is not null
order by county
