-- The edges of pairs that a changed article names, or named before: of the articles that the base
-- has for them, of the one that alone named both then and so made no edge, and of the changed ones.
-- All other edges are those of the base.
-- @group named_in
-- @group first_entity_id
-- @group second_entity_id
with types as (
    select entity_id
    from entities
    where type in ('PERSON', 'ORGANIZATION', 'LOCATION')
),

nodes_then as (
    select
        entity_id,
        article_id
    from before_entity_articles
    where type in ('PERSON', 'ORGANIZATION', 'LOCATION')
),

changed_nodes as (
    select
        'then' as state,
        nodes_then.entity_id,
        nodes_then.article_id
    from nodes_then
    inner join changed_articles on nodes_then.article_id = changed_articles.article_id

    union all

    select
        'now' as state,
        entity_articles.entity_id,
        entity_articles.article_id
    from entity_articles
    inner join changed_articles on entity_articles.article_id = changed_articles.article_id
    where entity_articles.type in ('PERSON', 'ORGANIZATION', 'LOCATION')
),

changed_uses as (
    select
        'then' as state,
        before_name_uses.entity_id,
        before_name_uses.article_id,
        before_name_uses.paragraph_nos
    from before_name_uses
    inner join changed_articles on before_name_uses.article_id = changed_articles.article_id

    union all

    select
        'now' as state,
        name_uses.entity_id,
        name_uses.article_id,
        name_uses.paragraph_nos
    from name_uses
    inner join changed_articles on name_uses.article_id = changed_articles.article_id
),

changed_places as (
    -- Where the changed articles name what: in the article (paragraph -1), in its paragraphs.
    select
        state,
        entity_id,
        article_id,
        -1 as paragraph_no
    from changed_nodes

    union all

    select distinct
        changed_uses.state,
        changed_uses.entity_id,
        changed_uses.article_id,
        unnest(changed_uses.paragraph_nos) as paragraph_no
    from changed_uses
    inner join changed_nodes
        on
            changed_uses.state = changed_nodes.state
            and changed_uses.article_id = changed_nodes.article_id
            and changed_uses.entity_id = changed_nodes.entity_id
),

changed_short as (
    select
        state,
        article_id,
        paragraph_no
    from changed_places
    group by state, article_id, paragraph_no
    having count(*) <= case when paragraph_no < 0 then 50 else 20 end
),

changed_pairs as (
    select distinct
        firsts.state,
        firsts.article_id,
        firsts.entity_id as first_entity_id,
        seconds.entity_id as second_entity_id,
        case when firsts.paragraph_no < 0 then 'article' else 'paragraph' end as named_in
    from changed_places as firsts
    inner join changed_places as seconds
        on
            firsts.state = seconds.state
            and firsts.article_id = seconds.article_id
            and firsts.paragraph_no = seconds.paragraph_no
            and firsts.entity_id < seconds.entity_id
    inner join changed_short
        on
            firsts.state = changed_short.state
            and firsts.article_id = changed_short.article_id
            and firsts.paragraph_no = changed_short.paragraph_no
),

touched as (
    select distinct
        named_in,
        first_entity_id,
        second_entity_id
    from changed_pairs
),

edges_then as (
    select
        touched.named_in,
        touched.first_entity_id,
        touched.second_entity_id,
        unnest(before_cooccurrence_edges.article_ids) as article_id
    from before_cooccurrence_edges
    inner join touched
        on
            before_cooccurrence_edges.named_in = touched.named_in
            and before_cooccurrence_edges.first_entity_id = touched.first_entity_id
            and before_cooccurrence_edges.second_entity_id = touched.second_entity_id
),

without_edge as (
    select
        touched.named_in,
        touched.first_entity_id,
        touched.second_entity_id
    from touched
    anti join edges_then
        on
            touched.named_in = edges_then.named_in
            and touched.first_entity_id = edges_then.first_entity_id
            and touched.second_entity_id = edges_then.second_entity_id
),

frequencies as (
    select
        entity_id,
        count(*) as article_count
    from nodes_then
    group by entity_id
),

ordered as (
    -- The rarer of both first: few articles name it.
    select
        without_edge.*,
        firsts.article_count <= seconds.article_count as first_is_rarer
    from without_edge
    inner join frequencies as firsts on without_edge.first_entity_id = firsts.entity_id
    inner join frequencies as seconds on without_edge.second_entity_id = seconds.entity_id
),

together as (
    -- The articles, not changed since, that name both.
    select
        ordered.named_in,
        ordered.first_entity_id,
        ordered.second_entity_id,
        rarer.article_id
    from ordered
    inner join nodes_then as rarer
        on
            rarer.entity_id = case
                when ordered.first_is_rarer then ordered.first_entity_id
                else ordered.second_entity_id
            end
    inner join nodes_then as other
        on
            rarer.article_id = other.article_id
            and other.entity_id = case
                when ordered.first_is_rarer then ordered.second_entity_id
                else ordered.first_entity_id
            end
    anti join changed_articles on rarer.article_id = changed_articles.article_id
),

together_short as (
    select article_id
    from nodes_then
    where article_id in (select t.article_id from together as t)
    group by article_id
    having count(*) <= 50
),

together_places as (
    select distinct
        before_name_uses.entity_id,
        before_name_uses.article_id,
        unnest(before_name_uses.paragraph_nos) as paragraph_no
    from before_name_uses
    inner join types on before_name_uses.entity_id = types.entity_id
    where
        before_name_uses.article_id in (
            select t.article_id from together as t
            where t.named_in = 'paragraph'
        )
),

together_short_places as (
    select
        article_id,
        paragraph_no
    from together_places
    group by article_id, paragraph_no
    having count(*) <= 20
),

found_alone as (
    select together.*
    from together
    inner join together_short on together.article_id = together_short.article_id
    where together.named_in = 'article'

    union all

    select distinct together.*
    from together
    inner join together_places as firsts
        on
            together.article_id = firsts.article_id
            and together.first_entity_id = firsts.entity_id
    inner join together_places as seconds
        on
            firsts.article_id = seconds.article_id
            and firsts.paragraph_no = seconds.paragraph_no
            and together.second_entity_id = seconds.entity_id
    inner join together_short_places
        on
            firsts.article_id = together_short_places.article_id
            and firsts.paragraph_no = together_short_places.paragraph_no
    where together.named_in = 'paragraph'
),

named as (
    select edges_then.*
    from edges_then
    anti join changed_articles on edges_then.article_id = changed_articles.article_id

    union all

    select *
    from found_alone

    union all

    select
        named_in,
        first_entity_id,
        second_entity_id,
        article_id
    from changed_pairs
    where state = 'now'
),

dated as (
    select
        named.*,
        articles.is_original,
        coalesce(
            period_start(articles.published_date, articles.published_precision, 'month'),
            period_start(articles.published_date, articles.published_precision, 'year')
        ) as period,
        case
            when articles.published_date is null then null
            when articles.published_precision = 'year' then 'year'
            else 'month'
        end as exactness
    from named
    inner join articles on named.article_id = articles.article_id
),

grouped as (
    select
        named_in,
        period,
        exactness,
        first_entity_id,
        second_entity_id,
        count(*) as article_count,
        count(*) filter (is_original) as original_article_count,
        list_concat(
            list_sort(coalesce(list(article_id) filter (is_original), [])),
            list_sort(coalesce(list(article_id) filter (not is_original), []))
        ) as article_ids,
        sum(count(*)) over (
            partition by named_in, first_entity_id, second_entity_id
        ) as all_count
    from dated
    group by named_in, period, exactness, first_entity_id, second_entity_id
)

select
    touched.named_in,
    grouped.period,
    grouped.exactness,
    touched.first_entity_id,
    touched.second_entity_id,
    grouped.article_count,
    grouped.original_article_count,
    grouped.article_ids,
    grouped.named_in is null as is_gone
from touched
left join grouped
    on
        touched.named_in = grouped.named_in
        and touched.first_entity_id = grouped.first_entity_id
        and touched.second_entity_id = grouped.second_entity_id
        and grouped.all_count > 1
order by touched.named_in asc, grouped.period asc, touched.first_entity_id asc
