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
        entity_id,
        variant,
        cast(sum(mention_count) as bigint) as mention_count,
        cast(coalesce(sum(mention_count) filter (is_original), 0) as bigint)
            as original_mention_count,
        count(*) as article_count,
        count(distinct outlet) as outlet_count,
        min(published_date) as first_date,
        max(published_date) as last_date,
        first(
            article_id
            order by published_date asc nulls last, article_id asc
        ) as example_article_id
    from name_uses
    group by entity_id, variant
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
