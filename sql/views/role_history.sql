-- The roles that articles give an entity, from when to when: `where name = 'Tomas Verrill'`. A role
-- is the words that stand beside the name, in any case; two wordings of one office are two rows.
-- Denominator:
-- published articles that give the entity a role. The dates are those of the articles, not of the
-- office; an article on the past gives past roles.
-- @column name: The entity's name across the archive.
-- @column type: What it is.
-- @column role: The role, as the articles word it.
-- @column article_count: Articles that give it, copies included.
-- @column original_article_count: The same without copies.
-- @column outlet_count: Outlets that give it.
-- @column first_date: Day of the first article that gives it.
-- @column last_date: Day of the last.
-- @column article_ids: The articles, to drill down.
create view role_history as
with given as (
    select distinct
        entity_id,
        article_id,
        document_id,
        lower(unnest(roles)) as role_key,
        unnest(roles) as role
    from local_entities
    where entity_id is not null and len(roles) > 0
)

select
    given.entity_id,
    entities.canonical_name as name,
    entities.type,
    mode(given.role order by given.role) as role,
    count(distinct given.article_id) as article_count,
    count(distinct given.article_id) filter (articles.is_original) as original_article_count,
    count(distinct articles.outlet) as outlet_count,
    min(articles.published_date) as first_date,
    max(articles.published_date) as last_date,
    list(distinct given.article_id order by given.article_id) as article_ids
from given
inner join articles on given.document_id = articles.document_id
inner join entities on given.entity_id = entities.entity_id
group by given.entity_id, entities.canonical_name, entities.type, given.role_key
order by name asc, given.entity_id asc, first_date asc, role asc
