-- What articles themselves take for one: a local entity's name and each other form of it there,
-- with the number of published articles that do so.
--
-- Reads known_entities.
with forms as (
    select
        article_id,
        type,
        name,
        unnest(list_distinct(list_concat(aliases, list_filter([acronym], lambda a: a is not null))))
            as other_name
    from known_entities
    where published and (len(aliases) > 0 or acronym is not null)
)

select
    type,
    name,
    other_name,
    count(distinct article_id) as article_count
from forms
group by type, name, other_name
order by type, name, other_name
