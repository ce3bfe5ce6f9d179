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
    -- What one article alone names is in no edge, but counts for what is a list.
    select
        entity_id,
        cast(row_number() over (order by entity_id asc) as ubigint) as node,
        count(*) > 1 as is_repeated
    from entity_articles
    where type in ('PERSON', 'ORGANIZATION', 'LOCATION')
    group by entity_id
),

numbered as (
    select
        article_id,
        is_original,
        cast(row_number() over (order by article_id asc) as uinteger) as place,
        cast(
            epoch(
                coalesce(
                    period_start(published_date, published_precision, 'month'),
                    period_start(published_date, published_precision, 'year')
                )
            ) // 86400 as integer
        ) as first_day,
        coalesce(published_precision = 'year', false) as year_only
    from articles
),

in_articles as (
    select
        numbered.place,
        nodes.node,
        nodes.is_repeated
    from entity_articles
    inner join nodes on entity_articles.entity_id = nodes.entity_id
    inner join numbered on entity_articles.article_id = numbered.article_id
),

in_paragraphs as (
    select distinct
        numbered.place,
        nodes.node,
        nodes.is_repeated,
        unnest(name_uses.paragraph_nos) as paragraph_no
    from name_uses
    inner join nodes on name_uses.entity_id = nodes.entity_id
    inner join numbered on name_uses.article_id = numbered.article_id
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
    -- With all that is said of the article: joined here it is joined once, not once for each pair.
    select
        in_articles.place,
        in_articles.node,
        numbered.article_id,
        numbered.is_original,
        numbered.first_day,
        numbered.year_only
    from in_articles
    inner join short_articles on in_articles.place = short_articles.place
    inner join numbered on in_articles.place = numbered.place
    where in_articles.is_repeated
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
    where in_paragraphs.is_repeated
),

paragraph_pairs as (
    select distinct
        firsts.place,
        firsts.node * 4294967296 + seconds.node as pair
    from paragraph_nodes as firsts
    inner join paragraph_nodes as seconds
        on
            firsts.place = seconds.place
            and firsts.paragraph_no = seconds.paragraph_no
            and firsts.node < seconds.node
),

pairs as (
    select
        false as in_paragraph,
        firsts.node * 4294967296 + seconds.node as pair,
        firsts.article_id,
        firsts.is_original,
        firsts.first_day,
        firsts.year_only
    from article_nodes as firsts
    inner join article_nodes as seconds
        on firsts.place = seconds.place and firsts.node < seconds.node

    union all

    select
        true as in_paragraph,
        paragraph_pairs.pair,
        numbered.article_id,
        numbered.is_original,
        numbered.first_day,
        numbered.year_only
    from paragraph_pairs
    inner join numbered on paragraph_pairs.place = numbered.place
),

grouped as (
    select
        in_paragraph,
        pair,
        first_day,
        year_only,
        list(article_id) filter (is_original) as original_ids,
        list(article_id) filter (not is_original) as copy_ids
    from pairs
    group by in_paragraph, pair, first_day, year_only
),

counted as (
    select
        *,
        coalesce(len(original_ids), 0) as original_article_count,
        coalesce(len(original_ids), 0) + coalesce(len(copy_ids), 0) as article_count
    from grouped
),

repeated as (
    select
        in_paragraph,
        pair
    from counted
    group by in_paragraph, pair
    having sum(article_count) > 1
)

select  -- noqa: ST06
    case when counted.in_paragraph then 'paragraph' else 'article' end as named_in,
    date '1970-01-01' + counted.first_day as period,
    case
        when counted.first_day is null then null
        when counted.year_only then 'year'
        else 'month'
    end as exactness,
    firsts.entity_id as first_entity_id,
    seconds.entity_id as second_entity_id,
    counted.article_count,
    counted.original_article_count,
    list_concat(
        list_sort(coalesce(counted.original_ids, [])), list_sort(coalesce(counted.copy_ids, []))
    ) as article_ids
from counted
inner join repeated
    on counted.in_paragraph = repeated.in_paragraph and counted.pair = repeated.pair
inner join nodes as firsts on counted.pair // 4294967296 = firsts.node
inner join nodes as seconds on counted.pair % 4294967296 = seconds.node
order by counted.in_paragraph asc, counted.first_day asc, counted.year_only asc, counted.pair asc
