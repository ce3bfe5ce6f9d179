-- @object
select entity_id, article_id, outlet, published_date, mention_count, is_original from entity_articles
-- @by hand
select entity_id, article_id, outlet, published_date, mentions, original from named
