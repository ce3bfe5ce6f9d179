-- Articles that rest on one source: every statement in them is of one known speaker, or of one
-- description (`officials`). An article with a statement whose speaker is left open is not among
-- them. Denominator: published articles with a statement, see sources_per_article.
-- @column sole_source: The one speaker's name across the archive, or the words that describe it.
-- @column is_named: Whether it is a known speaker.
-- @column quote_count: Statements in the article.
create view single_source_articles as
with sole as (
    select
        article_id,
        max(speaker_entity_id) as speaker_entity_id,
        min(speaker_text) as speaker_text
    from statements
    group by article_id
)

select  -- noqa: ST06
    counted.article_id,
    counted.outlet,
    counted.published_date,
    counted.title,
    coalesce(entities.canonical_name, sole.speaker_text) as sole_source,
    entities.entity_id is not null as is_named,
    counted.quote_count,
    counted.is_original
from sources_per_article as counted
inner join sole on counted.article_id = sole.article_id
left join entities on sole.speaker_entity_id = entities.entity_id
where counted.source_count = 1 and counted.open_quote_count = 0
order by counted.published_date asc, counted.article_id asc
