-- What articles themselves take for one: a local entity's name and each other form of it there,
-- with the number of published articles that do so.
--
-- Reads known_entities and known_documents.
with forms as (
    select
        known_entities.document_no,
        known_entities.type,
        known_entities.name,
        -- Without the acronym where it is null: list_distinct leaves nulls out.
        unnest(
            list_distinct(list_append(known_entities.aliases, known_entities.acronym))
        ) as other_name
    from known_entities
    inner join known_documents on known_entities.document_no = known_documents.document_no
    where
        known_documents.published
        and (len(known_entities.aliases) > 0 or known_entities.acronym is not null)
)

select
    type,
    name,
    other_name,
    count(distinct document_no) as article_count
from forms
group by type, name, other_name
order by type, name, other_name
