-- By which forms each published article names each entity of the archive, and where: what
-- name_variants and cooccurrence_edges count. Denominator: mentions that are taken for an entity.
-- @key article_id
-- @column variant: A form of the name, as it stands in the text, without title.
-- @column mention_count: Mentions in that form in the article.
-- @column paragraph_nos: The paragraphs that they are in.
-- @column outlet: Who published the article.
-- @column is_original: False where the article is a copy of another.
select  -- noqa: ST06
    mentions.entity_id,
    mentions.article_id,
    mentions.text as variant,
    count(*) as mention_count,
    list_sort(list(distinct mentions.paragraph_no)) as paragraph_nos,
    articles.outlet,
    articles.published_date,
    articles.is_original
from mentions
inner join articles on mentions.document_id = articles.document_id
where mentions.entity_id is not null
group by
    mentions.entity_id,
    mentions.article_id,
    mentions.text,
    articles.outlet,
    articles.published_date,
    articles.is_original
order by mentions.entity_id asc, variant asc, mentions.article_id asc
