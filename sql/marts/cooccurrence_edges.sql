-- Pairs of entities that the same articles, or the same paragraphs, name, month by month: the edges
-- of a network. `cooccurrence` adds the months up to longer periods. Nodes are persons,
-- organisations and locations; an article that names more than 50 nodes, or a paragraph more than
-- 20, is a list (results, a programme) and makes no edge; of pairs that one article alone names
-- there would be too many.
-- @column named_in: `article` or `paragraph`: what names both.
-- @column period: First day of the month, by published_date; of the year, where only that is known;
-- null without a date.
-- @column exactness: `month`, or `year` where no more is known; null without a date.
-- @column first_entity_id: One entity of the pair; the smaller id.
-- @column second_entity_id: The other.
-- @column article_count: Articles of the period that name both, copies included.
-- @column original_article_count: The same without copies.
-- @column article_ids: The articles, those that are no copies first.
with nodes as (
    -- Numbers, in the order of the ids, are joined and grouped many times faster than ids.
    select
        entity_id,
        cast(row_number() over (order by entity_id asc) as ubigint) as node
    from entity_articles
    where type in ('PERSON', 'ORGANIZATION', 'LOCATION')
    group by entity_id
    having count(*) > 1
),

numbered as (
    select
        article_id,
        is_original,
        cast(row_number() over (order by article_id asc) as uinteger) as place,
        case
            when published_date is null then null
            when published_precision = 'year' then 'year'
            else 'month'
        end as exactness,
        coalesce(
            period_start(published_date, published_precision, 'month'),
            period_start(published_date, published_precision, 'year')
        ) as period
    from articles
),

in_articles as (
    select
        numbered.place,
        nodes.node
    from entity_articles
    inner join nodes on entity_articles.entity_id = nodes.entity_id
    inner join numbered on entity_articles.article_id = numbered.article_id
),

in_paragraphs as (
    select distinct
        numbered.place,
        mentions.paragraph_no,
        nodes.node
    from mentions
    inner join nodes on mentions.entity_id = nodes.entity_id
    inner join numbered on mentions.article_id = numbered.article_id
),

short_articles as (
    select place
    from in_articles
    group by place
    having count(*) between 2 and 50
),

short_paragraphs as (
    select
        place,
        paragraph_no
    from in_paragraphs
    group by place, paragraph_no
    having count(*) between 2 and 20
),

article_nodes as (
    select
        in_articles.place,
        in_articles.node
    from in_articles
    inner join short_articles on in_articles.place = short_articles.place
),

paragraph_nodes as (
    select
        in_paragraphs.place,
        in_paragraphs.paragraph_no,
        in_paragraphs.node
    from in_paragraphs
    inner join short_paragraphs
        on
            in_paragraphs.place = short_paragraphs.place
            and in_paragraphs.paragraph_no = short_paragraphs.paragraph_no
),

pairs as (
    select
        false as in_paragraph,
        firsts.place,
        firsts.node * 4294967296 + seconds.node as pair
    from article_nodes as firsts
    inner join article_nodes as seconds
        on firsts.place = seconds.place and firsts.node < seconds.node

    union all

    select distinct
        true as in_paragraph,
        firsts.place,
        firsts.node * 4294967296 + seconds.node as pair
    from paragraph_nodes as firsts
    inner join paragraph_nodes as seconds
        on
            firsts.place = seconds.place
            and firsts.paragraph_no = seconds.paragraph_no
            and firsts.node < seconds.node
),

grouped as (
    select
        pairs.in_paragraph,
        pairs.pair,
        numbered.period,
        numbered.exactness,
        count(*) as article_count,
        count(*) filter (numbered.is_original) as original_article_count,
        list(numbered.article_id) filter (numbered.is_original) as original_ids,
        list(numbered.article_id) filter (not numbered.is_original) as copy_ids
    from pairs
    inner join numbered on pairs.place = numbered.place
    group by pairs.in_paragraph, pairs.pair, numbered.period, numbered.exactness
),

repeated as (
    select
        in_paragraph,
        pair
    from grouped
    group by in_paragraph, pair
    having sum(article_count) > 1
)

select  -- noqa: ST06
    case when grouped.in_paragraph then 'paragraph' else 'article' end as named_in,
    grouped.period,
    grouped.exactness,
    firsts.entity_id as first_entity_id,
    seconds.entity_id as second_entity_id,
    grouped.article_count,
    grouped.original_article_count,
    list_concat(
        list_sort(coalesce(grouped.original_ids, [])), list_sort(coalesce(grouped.copy_ids, []))
    ) as article_ids
from grouped
inner join repeated
    on grouped.in_paragraph = repeated.in_paragraph and grouped.pair = repeated.pair
inner join nodes as firsts on grouped.pair // 4294967296 = firsts.node
inner join nodes as seconds on grouped.pair % 4294967296 = seconds.node
order by
    grouped.in_paragraph asc,
    grouped.period asc,
    grouped.exactness asc,
    firsts.entity_id asc,
    seconds.entity_id asc
