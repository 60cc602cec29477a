-- How many deliveries the marts were built from, where it is not one. None: no delivery is ready,
-- or var onet_release names a release that is not.
select count(*) as deliveries
from {{ ref('int_onet__current_batch') }}
having count(*) <> 1
