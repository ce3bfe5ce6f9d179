-- Stories: chains of articles that name the same rare entities within days of each other (see
-- story_articles), with how long each lived and how intense it was. Denominator: published articles
-- whose day is known and that name two entities or more; most are in no thread. Two stories with
-- the same people can run into one; one story told without names falls apart: read the titles.
-- @column about: The entities that set it apart: up to five, those most of its articles name and
-- fewest others.
-- @column first_title: Headline of its first article.
-- @column first_outlet: The outlet of its first article.
-- @column first_date: Day of the first article.
-- @column last_date: Day of the last article.
-- @column life_days: Days from first to last, both counted: its life span.
-- @column article_count: Articles, copies included.
-- @column original_article_count: The same without copies.
-- @column outlet_count: Outlets, copies included.
-- @column intensity: Articles without copies by day of its life.
-- @column peak_date: The day with most articles without copies.
-- @column peak_article_count: How many there were.
-- @column article_ids: The articles, to drill down.
with threads as (
    select
        thread_id,
        first(
            article_id order by published_date asc, published_at asc nulls last, article_id asc
        ) filter (is_original and follows_article_id is null) as first_article_id,
        min(published_date) as first_date,
        max(published_date) as last_date,
        count(*) as article_count,
        count(*) filter (is_original) as original_article_count,
        count(distinct outlet) as outlet_count,
        list(article_id order by article_id) as article_ids
    from story_articles
    group by thread_id
),

days as (
    select
        thread_id,
        published_date,
        count(*) as article_count
    from story_articles
    where is_original
    group by thread_id, published_date
),

peaks as (
    select
        thread_id,
        first(published_date order by article_count desc, published_date asc) as peak_date,
        max(article_count) as peak_article_count
    from days
    group by thread_id
),

named as (
    select
        story_articles.thread_id,
        entity_articles.entity_id,
        count(*) as article_count
    from story_articles
    inner join entity_articles on story_articles.article_id = entity_articles.article_id
    where
        story_articles.is_original
        and entity_articles.type in ('PERSON', 'ORGANIZATION', 'LOCATION', 'FACILITY', 'MISC')
    group by story_articles.thread_id, entity_articles.entity_id
    having count(*) > 1
),

labels as (
    select
        ranked.thread_id,
        list(ranked.canonical_name order by ranked.place asc) as about
    from (
        select
            named.thread_id,
            entities.canonical_name,
            row_number() over (
                partition by named.thread_id
                order by
                    named.article_count * ln(1 + 1000 / entities.article_count) desc,
                    entities.canonical_name asc
            ) as place
        from named
        inner join entities on named.entity_id = entities.entity_id
    ) as ranked
    where ranked.place <= 5
    group by ranked.thread_id
)

select  -- noqa: ST06
    threads.thread_id,
    labels.about,
    articles.title as first_title,
    articles.outlet as first_outlet,
    threads.first_date,
    threads.last_date,
    threads.last_date - threads.first_date + 1 as life_days,
    threads.article_count,
    threads.original_article_count,
    threads.outlet_count,
    threads.original_article_count / (threads.last_date - threads.first_date + 1) as intensity,
    peaks.peak_date,
    peaks.peak_article_count,
    threads.article_ids
from threads
inner join articles on threads.first_article_id = articles.article_id
inner join peaks on threads.thread_id = peaks.thread_id
left join labels on threads.thread_id = labels.thread_id
order by threads.original_article_count desc, threads.first_date asc, threads.thread_id asc
