-- The network of who is named with whom: pairs of entities that at least two articles name
-- together, in one `article` or in one `paragraph`, over all time or for each period (`month`,
-- `quarter`, `year`): `from cooccurrence('paragraph', 'month')`. Counts are articles, and
-- article_ids lists them. Nodes are persons, organisations and locations; lists (an article with
-- more than 50 nodes, a paragraph with more than 20) make no edges. Copies count only
-- `with_copies := true`. Named together is not connected: read the articles.
create macro cooccurrence(
    wanted_level := 'article', by_period := null, with_copies := false
) as table
    with edges as (
        select
            first_entity_id,
            second_entity_id,
            period_start(period, exactness, by_period) as period,
            sum(case when with_copies then article_count else original_article_count end)
                as article_count,
            list(
                case
                    when with_copies then article_ids
                    else article_ids[:original_article_count]
                end
                order by cooccurrence_edges.period asc
            ) as article_lists
        from cooccurrence_edges
        where
            named_in = case
                when wanted_level not in ('article', 'paragraph')
                    then error('cooccurrence: the first parameter is article or paragraph')
                else wanted_level
            end
            and case
                when by_period not in ('month', 'quarter', 'year')
                    then
                        error(
                            'cooccurrence: a period is month, quarter, year or null for all time'
                        )
                else
                    by_period is null
                    or period_start(period, exactness, by_period) is not null
            end
        group by
            first_entity_id, second_entity_id, period_start(period, exactness, by_period)
        having sum(case when with_copies then article_count else original_article_count end) > 1
    )

    select  -- noqa: ST06
        edges.period,
        first_entities.canonical_name as first_name,
        second_entities.canonical_name as second_name,
        first_entities.type as first_type,
        second_entities.type as second_type,
        cast(edges.article_count as bigint) as article_count,
        flatten(edges.article_lists) as article_ids,
        edges.first_entity_id,
        edges.second_entity_id
    from edges
    inner join entities as first_entities on edges.first_entity_id = first_entities.entity_id
    inner join entities as second_entities on edges.second_entity_id = second_entities.entity_id
    order by
        edges.period asc,
        edges.article_count desc,
        first_name asc,
        second_name asc
