-- How many sources each published article lets speak. A source is a known speaker, or a description
-- (`officials`, `a spokesman`) that no known speaker could be put to; statements whose speaker is
-- left open (a pronoun that refers to nobody, no speaker at all) are counted apart, for they may be
-- of either. Denominator: the article's statements. Articles without any are rows with noughts.
-- @column quote_count: Statements in the article.
-- @column named_source_count: Known speakers.
-- @column unnamed_source_count: Different descriptions of speakers who are not known.
-- @column source_count: The two together.
-- @column open_quote_count: Statements whose speaker is left open.
-- @column unnamed_share: Of the statements, those without a known speaker; null without statements.
create view sources_per_article as
with spoken as (
    select
        article_id,
        count(*) as quote_count,
        count(distinct speaker_entity_id) as named_source_count,
        count(distinct lower(speaker_text)) filter (
            speaker_entity_id is null
            and speaker_text is not null
            and speaker_kind not in ('pronoun', 'unresolved')
        ) as unnamed_source_count,
        count(*) filter (
            speaker_entity_id is null
            and (speaker_text is null or speaker_kind in ('pronoun', 'unresolved'))
        ) as open_quote_count,
        count(*) filter (speaker_entity_id is null) as unnamed_quote_count
    from statements
    group by article_id
)

select  -- noqa: ST06
    articles.article_id,
    articles.outlet,
    articles.published_date,
    articles.title,
    coalesce(spoken.quote_count, 0) as quote_count,
    coalesce(spoken.named_source_count, 0) as named_source_count,
    coalesce(spoken.unnamed_source_count, 0) as unnamed_source_count,
    coalesce(spoken.named_source_count + spoken.unnamed_source_count, 0) as source_count,
    coalesce(spoken.open_quote_count, 0) as open_quote_count,
    spoken.unnamed_quote_count / spoken.quote_count as unnamed_share,
    articles.is_original
from articles
left join spoken on articles.article_id = spoken.article_id
