-- The form of each entity within an article: that of its name, or of the sense it was given.
--
-- Reads local_names, name_forms (name_no, form) and senses (local_entity_id, form).
select
    local_names.local_no,
    local_names.local_entity_id,
    local_names.document_no,
    local_names.mention_count,
    local_names.published,
    local_names.published_date,
    local_names.name_no,
    coalesce(senses.form, name_forms.form) as form
from local_names
inner join name_forms on local_names.name_no = name_forms.name_no
left join senses on local_names.local_entity_id = senses.local_entity_id
