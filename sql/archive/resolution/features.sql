-- What stands around a name: the other names of its article, the outlet, the month.
--
-- Reads known_entities, name_forms (type, name, form) and form_units (form, unit).
select distinct
    known_entities.document_id,
    hash('unit', form_units.unit) as feature,
    form_units.unit
from known_entities
inner join name_forms
    on known_entities.type = name_forms.type and known_entities.name = name_forms.name
inner join form_units on name_forms.form = form_units.form
where known_entities.published

union all

select distinct
    document_id,
    hash('outlet', outlet) as feature,
    null as unit
from known_entities
where published and outlet is not null

union all

select distinct
    document_id,
    hash('month', date_trunc('month', published_date)) as feature,
    null as unit
from known_entities
where published and published_date is not null
