-- The entity of the archive that each within-article entity is taken for, before any correction.
--
-- Reads known_entities, local_forms (local_entity_id, form), name_forms (type, name, form,
-- retyped), form_entities (form, own_id, entity_id, reason) and single_entities (local_entity_id,
-- entity_id, reason): what was decided for every name of a form, and for one article alone.
select
    known_entities.local_entity_id,
    coalesce(single_entities.entity_id, form_entities.entity_id) as entity_id,
    coalesce(single_entities.reason, form_entities.reason) || case
        when name_forms.retyped is null then ''
        else '; ' || name_forms.retyped
    end as reason
from known_entities
inner join name_forms
    on known_entities.type = name_forms.type and known_entities.name = name_forms.name
inner join local_forms on known_entities.local_entity_id = local_forms.local_entity_id
inner join form_entities on local_forms.form = form_entities.form
left join single_entities
    on known_entities.local_entity_id = single_entities.local_entity_id
order by known_entities.local_entity_id
