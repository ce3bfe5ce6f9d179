-- The country that an article is about, for each local entity whose name bodies of several
-- countries bear: the one that most of its mentions of places and peoples point at, where that is
-- half of them.
--
-- Reads local_forms, form_countries (form, country) and shared_forms (form).
with pointing as (
    select
        local_forms.document_no,
        form_countries.country,
        sum(local_forms.mention_count) as mentions
    from local_forms
    inner join form_countries on local_forms.form = form_countries.form
    group by local_forms.document_no, form_countries.country
),

about as (
    select
        document_no,
        first(country order by mentions desc, country asc) as country,
        max(mentions) as most,
        sum(mentions) as mentions
    from pointing
    group by document_no
)

select
    local_forms.form,
    local_forms.local_entity_id,
    case when 2 * about.most >= about.mentions then about.country end as country
from local_forms
left join about on local_forms.document_no = about.document_no
where local_forms.form in (select s.form from shared_forms as s)
