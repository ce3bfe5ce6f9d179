-- How much of the attention that goes to some rivals each of them gets, named and quoted: `from
-- share_of_voice(['Brightwater Energy', 'Harbour Union'], 'month')`. Denominators are the sums over
-- the names given, within the period: an article that names two of them counts for both. Copies
-- count only `with_copies := true`. A name is taken in any of its forms; one that several entities
-- share counts them together. Periods leave out articles whose date is not known that exactly.
create macro share_of_voice(rivals, by_period := null, with_copies := false) as table
    with wanted as (
        select distinct
            asked.rival,
            entities.entity_id
        from (select unnest(rivals) as rival) as asked
        inner join entities
            on list_contains(
                list_transform(entities.aliases, lambda one: lower(one)), lower(asked.rival)
            )
    ),

    named as (
        select
            wanted.rival,
            period_start(entity_articles.published_date, entity_articles.exactness, by_period)
                as period,
            count(distinct entity_articles.article_id) as article_count,
            sum(entity_articles.mention_count) as mention_count,
            list(
                distinct entity_articles.article_id order by entity_articles.article_id
            ) as article_ids
        from wanted
        inner join entity_articles on wanted.entity_id = entity_articles.entity_id
        where
            (with_copies or entity_articles.is_original)
            and (
                by_period is null
                or period_start(
                    entity_articles.published_date, entity_articles.exactness, by_period
                ) is not null
            )
        group by all
    ),

    spoken as (
        select
            wanted.rival,
            period_start(statements.published_date, statements.exactness, by_period) as period,
            count(*) as quote_count,
            sum(statements.word_count) as word_count
        from wanted
        inner join statements on wanted.entity_id = statements.speaker_entity_id
        where with_copies or statements.is_original
        group by all
    )

    select  -- noqa: ST06
        named.rival as name,
        named.period,
        named.article_count,
        named.article_count / sum(named.article_count) over (
            partition by named.period
        ) as article_share,
        cast(named.mention_count as bigint) as mention_count,
        named.mention_count / sum(named.mention_count) over (
            partition by named.period
        ) as mention_share,
        coalesce(spoken.quote_count, 0) as quote_count,
        coalesce(spoken.quote_count, 0) / nullif(
            sum(coalesce(spoken.quote_count, 0)) over (partition by named.period), 0
        ) as quote_share,
        coalesce(spoken.word_count, 0) / nullif(
            sum(coalesce(spoken.word_count, 0)) over (partition by named.period), 0
        ) as quoted_word_share,
        named.article_ids
    from named
    left join spoken
        on named.rival = spoken.rival and named.period is not distinct from spoken.period
    order by named.period asc, named.article_count desc, name asc
