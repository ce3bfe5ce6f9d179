-- Pairs of entities that the same articles, or the same paragraphs, name: the edges of a network,
-- for each month, quarter and year and for all time. `cooccurrence` reads it. Nodes are persons,
-- organisations and locations; an article that names more than 50 nodes, or a paragraph more than
-- 20, is a list (results, a programme) and makes no edge; of pairs named together once in a period
-- there would be too many.
-- @column named_in: `article` or `paragraph`: what names both.
-- @column period_length: month, quarter, year, or all.
-- @column period: First day of the period, by published_date; null for all time.
-- @column first_entity_id: One entity of the pair; the smaller id.
-- @column second_entity_id: The other.
-- @column article_count: Articles that name both, copies included; at least 2.
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
        cast(
            row_number() over (order by is_original desc, article_id asc) as uinteger
        ) as place,
        period_start(published_date, published_precision, 'month') as in_month,
        period_start(published_date, published_precision, 'quarter') as in_quarter,
        period_start(published_date, published_precision, 'year') as in_year
    from articles
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

in_articles as (
    select distinct
        place,
        node
    from in_paragraphs
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

repeated as (
    select
        in_paragraph,
        pair
    from pairs
    group by in_paragraph, pair
    having count(*) > 1
),

often as (
    select
        pairs.in_paragraph,
        pairs.pair,
        pairs.place,
        numbered.article_id,
        numbered.is_original,
        numbered.in_month,
        numbered.in_quarter,
        numbered.in_year
    from pairs
    inner join repeated
        on pairs.in_paragraph = repeated.in_paragraph and pairs.pair = repeated.pair
    inner join numbered on pairs.place = numbered.place
),

grouped as (
    select
        in_paragraph,
        pair,
        'all' as period_length,
        cast(null as date) as period,
        count(*) as article_count,
        count(*) filter (is_original) as original_article_count,
        list(article_id) filter (is_original) as original_ids,
        list(article_id) filter (not is_original) as copy_ids
    from often
    group by in_paragraph, pair

    union all

    select
        in_paragraph,
        pair,
        'year' as period_length,
        in_year as period,
        count(*) as article_count,
        count(*) filter (is_original) as original_article_count,
        list(article_id) filter (is_original) as original_ids,
        list(article_id) filter (not is_original) as copy_ids
    from often
    where in_year is not null
    group by in_paragraph, pair, in_year
    having count(*) > 1

    union all

    select
        in_paragraph,
        pair,
        'quarter' as period_length,
        in_quarter as period,
        count(*) as article_count,
        count(*) filter (is_original) as original_article_count,
        list(article_id) filter (is_original) as original_ids,
        list(article_id) filter (not is_original) as copy_ids
    from often
    where in_quarter is not null
    group by in_paragraph, pair, in_quarter
    having count(*) > 1

    union all

    select
        in_paragraph,
        pair,
        'month' as period_length,
        in_month as period,
        count(*) as article_count,
        count(*) filter (is_original) as original_article_count,
        list(article_id) filter (is_original) as original_ids,
        list(article_id) filter (not is_original) as copy_ids
    from often
    where in_month is not null
    group by in_paragraph, pair, in_month
    having count(*) > 1
)

select  -- noqa: ST06
    case when grouped.in_paragraph then 'paragraph' else 'article' end as named_in,
    grouped.period_length,
    grouped.period,
    firsts.entity_id as first_entity_id,
    seconds.entity_id as second_entity_id,
    grouped.article_count,
    grouped.original_article_count,
    list_concat(
        list_sort(coalesce(grouped.original_ids, [])), list_sort(coalesce(grouped.copy_ids, []))
    ) as article_ids
from grouped
inner join nodes as firsts on grouped.pair // 4294967296 = firsts.node
inner join nodes as seconds on grouped.pair % 4294967296 = seconds.node
order by
    grouped.in_paragraph asc,
    grouped.period_length asc,
    grouped.period asc,
    grouped.article_count desc
