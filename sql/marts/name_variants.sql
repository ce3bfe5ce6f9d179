-- The forms in which each entity is named, and how often: `where name = 'Wang Yi'`. Denominator of
-- `share`: the entity's mentions, copies included; of `original_share`, the same without copies.
-- A form that belongs to somebody else shows a wrong merge (see ambiguous_merges).
-- @column name: The entity's name across the archive.
-- @column type: What it is.
-- @column variant: A form of the name, as it stands in the text, without title.
-- @column mention_count: Mentions in that form, copies included.
-- @column original_mention_count: The same without copies.
-- @column share: Of the entity's mentions, copies included.
-- @column original_share: The same without copies; null where all of them are in copies.
-- @column article_count: Articles that use the form, copies included.
-- @column outlet_count: Outlets that use it.
-- @column first_date: Day of its first use.
-- @column last_date: Day of its last use.
-- @column example_article_id: An article that uses it, of the first day.
with counted as (
    select
        mentions.entity_id,
        mentions.text as variant,
        count(*) as mention_count,
        count(*) filter (articles.is_original) as original_mention_count,
        count(distinct mentions.article_id) as article_count,
        count(distinct articles.outlet) as outlet_count,
        min(articles.published_date) as first_date,
        max(articles.published_date) as last_date,
        first(
            mentions.article_id
            order by articles.published_date asc nulls last, mentions.article_id asc
        ) as example_article_id
    from mentions
    inner join articles on mentions.document_id = articles.document_id
    where mentions.entity_id is not null
    group by mentions.entity_id, mentions.text
)

select  -- noqa: ST06
    counted.entity_id,
    entities.canonical_name as name,
    entities.type,
    counted.variant,
    counted.mention_count,
    counted.original_mention_count,
    counted.mention_count
    / sum(counted.mention_count) over (partition by counted.entity_id) as share,
    counted.original_mention_count
    / nullif(sum(counted.original_mention_count) over (partition by counted.entity_id), 0)
        as original_share,
    counted.article_count,
    counted.outlet_count,
    counted.first_date,
    counted.last_date,
    counted.example_article_id
from counted
inner join entities on counted.entity_id = entities.entity_id
order by name asc, counted.entity_id asc, counted.mention_count desc, counted.variant asc
