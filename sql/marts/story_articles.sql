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

numbered as (
    -- In the order of publication: numbers are compared faster than days, times and ids.
    select
        article_id,
        published_date,
        row_number() over (
            order by
                published_date asc, coalesce(epoch_us(published_at), 0) asc, article_id asc
        ) as place
    from articles
    where is_original and period_start(published_date, published_precision, 'day') is not null
),

named as (
    select
        entity_articles.entity_id,
        numbered.place,
        numbered.published_date,
        uses.article_count,
        ln(totals.article_count / uses.article_count) as weight,
        count(*) over (
            partition by entity_articles.entity_id
            order by numbered.published_date
            range between interval 3 days preceding and current row
        ) as recent
    from entity_articles
    inner join numbered on entity_articles.article_id = numbered.article_id
    inner join uses on entity_articles.entity_id = uses.entity_id
    cross join totals
    where entity_articles.type in ('PERSON', 'ORGANIZATION', 'LOCATION', 'FACILITY', 'MISC')
),

norms as (
    select
        place,
        sqrt(sum(weight * weight)) as norm
    from named
    group by place
    having count(*) between 2 and 50
),

linking as (
    select
        named.entity_id,
        named.place,
        named.published_date,
        named.weight,
        named.recent
    from named
    inner join norms on named.place = norms.place
    where named.article_count > 1
),

shared as (
    select
        later.place,
        earlier.place as earlier_place,
        sum(later.weight * later.weight) as product
    from linking as later
    inner join linking as earlier
        on
            later.entity_id = earlier.entity_id
            and later.place > earlier.place
            and later.published_date - 3 <= earlier.published_date
    where later.recent <= 40
    group by later.place, earlier.place
    having count(*) >= 2
),

links as (
    select
        shared.place,
        first(
            shared.earlier_place
            order by
                round(shared.product / (later.norm * earlier.norm), 9) desc,
                shared.earlier_place desc
        ) as earlier_place,
        max(round(shared.product / (later.norm * earlier.norm), 9)) as similarity
    from shared
    inner join norms as later on shared.place = later.place
    inner join norms as earlier on shared.earlier_place = earlier.place
    where shared.product >= 0.35 * later.norm * earlier.norm
    group by shared.place
),

followed (place, root_place) as (
    select distinct
        links.earlier_place as place,
        links.earlier_place as root_place
    from links
    where links.earlier_place not in (select l.place from links as l)

    union all

    select
        links.place,
        followed.root_place
    from followed
    inner join links on followed.place = links.earlier_place
),

told as (
    select
        followed.place,
        numbered.article_id,
        roots.article_id as root_id
    from followed
    inner join numbered on followed.place = numbered.place
    inner join numbered as roots on followed.root_place = roots.place
),

members as (
    select
        told.root_id,
        told.article_id,
        earlier.article_id as follows_article_id,
        links.similarity
    from told
    left join links on told.place = links.place
    left join numbered as earlier on links.earlier_place = earlier.place

    union all

    select
        told.root_id,
        copies.article_id,
        null as follows_article_id,
        null as similarity
    from told
    inner join article_clusters as originals on told.article_id = originals.article_id
    inner join article_clusters as copies
        on originals.cluster_id = copies.cluster_id and not copies.is_original
)

select
    cast(md5('story|' || cast(members.root_id as varchar)) as uuid) as thread_id,
    members.article_id,
    members.follows_article_id,
    members.similarity,
    articles.outlet,
    articles.published_date,
    articles.published_at,
    articles.is_original
from members
inner join articles on members.article_id = articles.article_id
order by thread_id asc, articles.published_date asc, members.article_id asc
