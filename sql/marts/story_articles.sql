-- Which articles tell one story: each article with the earlier one that it follows most closely. Of
-- the articles of the three days before it, that is the one most like it in the entities it names:
-- at least two of them shared that no more than 40 articles of those days name, and a cosine of at
-- least 0.35, each entity weighing more the fewer articles of the archive name it. Copies join the
-- story of their original. Articles whose day is not known, and lists of more than 50 entities, are
-- in no story. `story_threads` has the stories. The way of linking, and its limits, are those of
-- Nicholls and Bright, Understanding News Story Chains using Information Retrieval and Network
-- Clustering Techniques (Communication Methods and Measures 13, 2019).
-- @column thread_id: The story: of its first article.
-- @column follows_article_id: The earlier article that it is most like; null for the first of the
-- story, and for copies.
-- @column similarity: Cosine of the two, 0 to 1; null for the first of the story, and for copies.
-- @column outlet: Who published the article.
-- @column is_original: False where the article is a copy of another.
with recursive uses as (
    select
        entity_id,
        count(*) as article_count
    from entity_articles
    where is_original
    group by entity_id
),

totals as (
    select count(*) as article_count
    from articles
    where is_original
),

named as (
    select
        entity_articles.entity_id,
        entity_articles.article_id,
        entity_articles.published_date,
        coalesce(epoch_us(entity_articles.published_at), 0) as moment,
        ln(totals.article_count / uses.article_count) as weight,
        count(*) over (
            partition by entity_articles.entity_id
            order by entity_articles.published_date
            range between interval 3 days preceding and current row
        ) as recent
    from entity_articles
    inner join uses on entity_articles.entity_id = uses.entity_id
    cross join totals
    where
        entity_articles.is_original
        and entity_articles.type in ('PERSON', 'ORGANIZATION', 'LOCATION', 'FACILITY', 'MISC')
        and period_start(entity_articles.published_date, entity_articles.exactness, 'day')
        is not null
),

norms as (
    select
        article_id,
        sqrt(sum(weight * weight)) as norm
    from named
    group by article_id
    having count(*) between 2 and 50
),

shared as (
    select
        later.article_id,
        earlier.article_id as earlier_id,
        any_value(earlier.published_date) as earlier_date,
        any_value(earlier.moment) as earlier_moment,
        sum(later.weight * later.weight) as product
    from named as later
    inner join named as earlier
        on
            later.entity_id = earlier.entity_id
            and later.published_date - 3 <= earlier.published_date
            and (later.published_date, later.moment, later.article_id)
            > (earlier.published_date, earlier.moment, earlier.article_id)
    where later.recent <= 40
    group by later.article_id, earlier.article_id
    having count(*) >= 2
),

likened as (
    select
        shared.article_id,
        shared.earlier_id,
        shared.earlier_date,
        shared.earlier_moment,
        shared.product / (later.norm * earlier.norm) as similarity
    from shared
    inner join norms as later on shared.article_id = later.article_id
    inner join norms as earlier on shared.earlier_id = earlier.article_id
),

links as (
    select
        article_id,
        first(
            earlier_id
            order by similarity desc, earlier_date desc, earlier_moment desc, earlier_id asc
        ) as follows_id,
        max(similarity) as similarity
    from likened
    where similarity >= 0.35
    group by article_id
),

followed (article_id, root_id) as (
    select distinct
        links.follows_id as article_id,
        links.follows_id as root_id
    from links
    where links.follows_id not in (select l.article_id from links as l)

    union all

    select
        links.article_id,
        followed.root_id
    from followed
    inner join links on followed.article_id = links.follows_id
)

select
    cast(md5('story|' || cast(followed.root_id as varchar)) as uuid) as thread_id,
    articles.article_id,
    links.follows_id as follows_article_id,
    links.similarity,
    articles.outlet,
    articles.published_date,
    articles.published_at,
    articles.is_original
from followed
inner join articles as originals on followed.article_id = originals.article_id
inner join articles
    on
        originals.article_id = articles.article_id
        or (originals.cluster_id = articles.cluster_id and not articles.is_original)
left join links on articles.article_id = links.article_id
order by thread_id asc, articles.published_date asc, articles.article_id asc
