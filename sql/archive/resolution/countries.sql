-- The country that an article is about, for each local entity whose name bodies of several
-- countries bear: the one that most of its mentions of places and peoples point at, where that is
-- half of them.
--
-- Reads known_entities, local_forms, form_countries (form, country) and shared_forms (form).
with pointing as (
    select
        known_entities.document_id,
        form_countries.country,
        sum(known_entities.mention_count) as mentions
    from known_entities
    inner join local_forms
        on known_entities.local_entity_id = local_forms.local_entity_id
    inner join form_countries on local_forms.form = form_countries.form
    group by known_entities.document_id, form_countries.country
),

about as (
    select
        document_id,
        first(country order by mentions desc, country asc) as country,
        max(mentions) as most,
        sum(mentions) as mentions
    from pointing
    group by document_id
)

select
    local_forms.form,
    local_forms.local_entity_id,
    case when 2 * about.most >= about.mentions then about.country end as country
from local_forms
left join about on local_forms.document_id = about.document_id
where local_forms.form in (select s.form from shared_forms as s)
