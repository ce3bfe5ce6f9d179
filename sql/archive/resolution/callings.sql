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
    -- Few roles are worded as no other is.
    select
        role_name,
        regexp_extract_all(lower(role_name), '[a-z]+') as role_words
    from (select distinct role_name from worded) as distinct_roles
),

present as (
    select
        role_name,
        unnest(role_words) as word
    from split
    where not list_has_any(role_words, (select list(p.word) from past_words as p))
),

role_callings as (
    select distinct
        present.role_name,
        calling_words.calling
    from present
    inner join calling_words on present.word = calling_words.word
),

called as (
    select
        worded.form,
        worded.local_entity_id,
        min(role_callings.calling) as calling
    from worded
    inner join role_callings on worded.role_name = role_callings.role_name
    group by worded.form, worded.local_entity_id
    having count(distinct role_callings.calling) = 1
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
