-- The chain of articles that tells a story.
select
    articles.published_date,
    articles.outlet,
    articles.title,
    story_articles.is_original,
    round(story_articles.similarity, 2) as similarity
from story_articles
inner join articles on story_articles.article_id = articles.article_id
order by story_articles.thread_id asc, articles.published_date asc, articles.outlet asc
