-- A moment of publication lies on its day, in some zone of the world; days are known where moments
-- are; no entity is last seen before it was first.
select
    'articles.published_at' as what,
    cast(document_id as varchar) as id,
    cast(published_at as varchar) as found,
    cast(published_date as varchar) as expected
from all_articles
where
    published_at is not null
    and (
        published_date is null
        or abs(date_diff('hour', published_date, cast(published_at as timestamp)) - 12) > 26
    )

union all

select
    'entities.last_seen' as what,
    cast(entity_id as varchar) as id,
    cast(last_seen as varchar) as found,
    cast(first_seen as varchar) as expected
from entities
where last_seen < first_seen
