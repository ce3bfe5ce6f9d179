-- The ids that names would have were they not joined to others, and the entities that stand for
-- them: a query that remembers an id from before finds its entity. Before any correction.
--
-- Reads form_entities (form, own_id, entity_id, reason) and automatic_members.
select
    form_entities.own_id as old_entity_id,
    form_entities.entity_id,
    form_entities.reason
from form_entities
where
    form_entities.own_id not in (select m.entity_id from automatic_members as m)
    and form_entities.entity_id in (select m.entity_id from automatic_members as m)
order by old_entity_id
