-- What stands around a name: the other names of its article, the outlet, the month. A name's number
-- is that of its unit; those of outlets and months are below nought, odd and even.
--
-- Reads local_forms, known_documents and form_units (form, unit).
with naming as (
    select
        known_documents.document_no,
        known_documents.outlet,
        known_documents.published_date
    from known_documents
    where
        known_documents.published
        and known_documents.document_no in (select l.document_no from local_forms as l)
),

outlets as (
    select
        outlet,
        row_number() over (order by outlet asc) as outlet_no
    from (
        select distinct outlet from naming
        where outlet is not null
    ) as named
)

select distinct
    local_forms.document_no,
    form_units.unit as feature
from local_forms
inner join form_units on local_forms.form = form_units.form
where local_forms.published

union all

select
    naming.document_no,
    cast(-1 - 2 * outlets.outlet_no as integer) as feature
from naming
inner join outlets on naming.outlet = outlets.outlet

union all

select
    document_no,
    cast(-2 * (12 * year(published_date) + month(published_date)) as integer) as feature
from naming
where published_date is not null
