-- The entity of the archive that each within-article entity is taken for, before any correction.
--
-- Reads local_forms (local_no, local_entity_id, name_no, form), name_forms (name_no, retyped),
-- form_entities (form, own_id, entity_id, reason) and single_entities (local_no, entity_id,
-- reason): what was decided for every name of a form, and for one article alone.
with retyped_names as (
    select * from name_forms
    where retyped is not null
)

select
    local_forms.local_entity_id,
    coalesce(single_entities.entity_id, form_entities.entity_id) as entity_id,
    coalesce(single_entities.reason, form_entities.reason) || case
        when retyped_names.retyped is null then ''
        else '; ' || retyped_names.retyped
    end as reason
from local_forms
inner join form_entities on local_forms.form = form_entities.form
left join single_entities on local_forms.local_no = single_entities.local_no
left join retyped_names
    on local_forms.name_no = retyped_names.name_no
