-- What a speaker said or wrote, by any form of the name: `from quotes_of('Wang Yi')`. Statements
-- only: belief and intention are in quote_details. Copies are rows only `with_copies := true`.
create macro quotes_of(wanted, with_copies := false) as table
    -- The base tables are read and not their views: what is published is settled in statements.
    select
        statements.published_date,
        statements.outlet,
        entities.canonical_name as speaker,
        all_quotes.cue_text as cue,
        all_quotes.text,
        statements.kind,
        statements.polarity,
        all_articles.title,
        all_articles.url,
        statements.quote_id,
        statements.article_id,
        statements.is_original
    from statements
    inner join all_quotes
        on
            statements.quote_id = all_quotes.quote_id
            and statements.document_id = all_quotes.document_id
    inner join all_articles on statements.document_id = all_articles.document_id
    inner join entities on statements.speaker_entity_id = entities.entity_id
    where
        (with_copies or statements.is_original)
        and statements.speaker_entity_id in (select e.entity_id from entity_named(wanted) as e)
    order by statements.published_date asc, statements.quote_id asc
