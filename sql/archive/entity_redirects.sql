-- Ids that entities had, and what they are now.
--
-- Reads corrected_redirects, which the corrections make of automatic_redirects.
select
    old_entity_id,
    entity_id,
    reason
from corrected_redirects
order by old_entity_id
