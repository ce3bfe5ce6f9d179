-- The names of local entities as they are written, numbered in their order.
--
-- Reads known_entities.
select
    type,
    name,
    cast(row_number() over (order by type asc, name asc) as integer) as name_no
from (select distinct
    type,
    name
from known_entities) as written
