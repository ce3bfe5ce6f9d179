-- What stands around a name: the other names of its article, the outlet, the month.
--
-- Reads known_entities, local_forms and form_units (form, unit).
select distinct
    local_forms.document_id,
    hash('unit', form_units.unit) as feature,
    form_units.unit
from local_forms
inner join form_units on local_forms.form = form_units.form
where local_forms.published

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
