-- The form of each entity within an article: that of its name, or of the sense it was given.
--
-- Reads known_entities, name_forms (type, name, form, retyped) and senses (local_entity_id,
-- form).
select
    known_entities.local_entity_id,
    known_entities.document_id,
    known_entities.published,
    known_entities.published_date,
    coalesce(senses.form, name_forms.form) as form
from known_entities
inner join name_forms
    on known_entities.type = name_forms.type and known_entities.name = name_forms.name
left join senses on known_entities.local_entity_id = senses.local_entity_id
