-- What stands around a name: the other names of its article, the outlet, the month.
--
-- Reads local_forms, known_documents and form_units (form, unit).
with naming as (
    select distinct document_no from local_forms
)

select distinct
    local_forms.document_no,
    hash('unit', form_units.unit) as feature,
    form_units.unit
from local_forms
inner join form_units on local_forms.form = form_units.form
where local_forms.published

union all

select
    known_documents.document_no,
    hash('outlet', known_documents.outlet) as feature,
    null as unit
from known_documents
inner join naming on known_documents.document_no = naming.document_no
where known_documents.published and known_documents.outlet is not null

union all

select
    known_documents.document_no,
    hash('month', date_trunc('month', known_documents.published_date)) as feature,
    null as unit
from known_documents
inner join naming on known_documents.document_no = naming.document_no
where known_documents.published and known_documents.published_date is not null
