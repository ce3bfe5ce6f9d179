-- Pairs of entities that the same articles, or the same paragraphs, name: the edges of a network,
-- for each week, month, quarter and year and for all time. `cooccurrence` reads it. Nodes are
-- persons, organisations and locations; an article that names more than 50 nodes, or a paragraph
-- more than 20, is a list (results, a programme) and makes no edge; of pairs named together once in
-- a period there would be too many.
-- @column named_in: `article` or `paragraph`: what names both.
-- @column period_length: week, month, quarter, year, or all.
-- @column period: First day of the period, by published_date; null for all time.
-- @column first_entity_id: One entity of the pair; the smaller id.
-- @column second_entity_id: The other.
-- @column article_count: Articles that name both, copies included; at least 2.
-- @column original_article_count: The same without copies.
-- @column article_ids: The articles, those that are no copies first.
with places as (
    select distinct
        mentions.article_id,
        mentions.paragraph_no,
        mentions.entity_id
    from mentions
    where
        mentions.entity_id is not null
        and mentions.type in ('PERSON', 'ORGANIZATION', 'LOCATION')
),

common as (
    select entity_id
    from entity_articles
    group by entity_id
    having count(*) > 1
),

in_articles as (
    select distinct
        places.article_id,
        places.entity_id,
        count(distinct places.entity_id) over (partition by places.article_id) as node_count
    from places
    inner join common on places.entity_id = common.entity_id
),

in_paragraphs as (
    select
        places.article_id,
        places.paragraph_no,
        places.entity_id,
        count(*) over (partition by places.article_id, places.paragraph_no) as node_count
    from places
    inner join common on places.entity_id = common.entity_id
),

pairs as (
    select
        'article' as named_in,
        firsts.article_id,
        firsts.entity_id as first_entity_id,
        seconds.entity_id as second_entity_id
    from in_articles as firsts
    inner join in_articles as seconds
        on firsts.article_id = seconds.article_id and firsts.entity_id < seconds.entity_id
    where firsts.node_count <= 50 and seconds.node_count <= 50

    union all

    select distinct
        'paragraph' as named_in,
        firsts.article_id,
        firsts.entity_id as first_entity_id,
        seconds.entity_id as second_entity_id
    from in_paragraphs as firsts
    inner join in_paragraphs as seconds
        on
            firsts.article_id = seconds.article_id
            and firsts.paragraph_no = seconds.paragraph_no
            and firsts.entity_id < seconds.entity_id
    where firsts.node_count <= 20 and seconds.node_count <= 20
),

repeated as (
    select
        named_in,
        first_entity_id,
        second_entity_id
    from pairs
    group by named_in, first_entity_id, second_entity_id
    having count(*) > 1
),

often as (
    select
        pairs.named_in,
        pairs.article_id,
        pairs.first_entity_id,
        pairs.second_entity_id
    from pairs
    inner join repeated
        on
            pairs.named_in = repeated.named_in
            and pairs.first_entity_id = repeated.first_entity_id
            and pairs.second_entity_id = repeated.second_entity_id
),

lengths as (
    select unnest(['all', 'year', 'quarter', 'month', 'week']) as period_length
),

dated as (
    select
        articles.article_id,
        articles.is_original,
        lengths.period_length,
        case
            when lengths.period_length = 'year'
                then period_start(articles.published_date, articles.published_precision, 'year')
            when lengths.period_length = 'quarter'
                then period_start(articles.published_date, articles.published_precision, 'quarter')
            when lengths.period_length = 'month'
                then period_start(articles.published_date, articles.published_precision, 'month')
            when lengths.period_length = 'week'
                then period_start(articles.published_date, articles.published_precision, 'week')
        end as period
    from articles
    cross join lengths
)

select
    often.named_in,
    dated.period_length,
    dated.period,
    often.first_entity_id,
    often.second_entity_id,
    count(*) as article_count,
    count(*) filter (dated.is_original) as original_article_count,
    list(dated.article_id order by dated.is_original desc, dated.article_id asc) as article_ids
from often
inner join dated on often.article_id = dated.article_id
where dated.period_length = 'all' or dated.period is not null
group by
    often.named_in,
    dated.period_length,
    dated.period,
    often.first_entity_id,
    often.second_entity_id
having count(*) > 1
order by often.named_in asc, dated.period_length asc, dated.period asc, article_count desc
