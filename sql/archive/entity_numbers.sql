-- The entities of the archive, numbered in the order of their ids.
--
-- Reads corrected_members.
select
    entity_id,
    cast(row_number() over (order by entity_id asc) as integer) as entity_no
from (select distinct entity_id from corrected_members) as known
