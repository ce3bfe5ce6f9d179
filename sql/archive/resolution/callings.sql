-- The articles that give a full name to persons of several callings, each with the calling that the
-- roles there tell and with what else the article names that tells (`company`).
--
-- Reads known_entities, local_forms, full_names (form), telling_forms (form), calling_words (word,
-- calling) and past_words (word): what says that a role is somebody else's or over.
with worded as (
    select
        local_forms.form,
        local_forms.local_entity_id,
        unnest(known_entities.roles) as role_name
    from local_forms
    inner join full_names on local_forms.form = full_names.form
    inner join known_entities on local_forms.local_no = known_entities.rowid
    where len(known_entities.roles) > 0 and local_forms.published
),

split as (
    select
        form,
        local_entity_id,
        regexp_extract_all(lower(role_name), '[a-z]+') as role_words
    from worded
),

present as (
    select
        form,
        local_entity_id,
        unnest(role_words) as word
    from split
    where not list_has_any(role_words, (select list(p.word) from past_words as p))
),

called as (
    select
        present.form,
        present.local_entity_id,
        min(calling_words.calling) as calling
    from present
    inner join calling_words on present.word = calling_words.word
    group by present.form, present.local_entity_id
    having count(distinct calling_words.calling) = 1
),

several as (
    select form
    from called
    group by form
    having count(distinct calling) > 1
),

company as (
    select
        asked.local_entity_id,
        list(distinct beside.form) as forms
    from several
    inner join local_forms as asked on several.form = asked.form
    inner join local_forms as beside on asked.document_no = beside.document_no
    inner join telling_forms on beside.form = telling_forms.form
    where beside.form != asked.form
    group by asked.local_entity_id
)

select
    local_forms.form,
    local_forms.local_entity_id,
    local_forms.published_date,
    called.calling,
    coalesce(company.forms, []) as company
from several
inner join local_forms on several.form = local_forms.form
left join called on local_forms.local_entity_id = called.local_entity_id
left join company on local_forms.local_entity_id = company.local_entity_id
order by local_forms.form, local_forms.local_entity_id
