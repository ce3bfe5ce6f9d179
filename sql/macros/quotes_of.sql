-- What a speaker said or wrote, by any form of the name: `from quotes_of('Wang Yi')`. Statements
-- only: belief and intention are in quote_details. Copies are rows only `with_copies := true`.
create macro quotes_of(wanted, with_copies := false) as table
    select
        published_date,
        outlet,
        speaker,
        cue,
        text,
        kind,
        polarity,
        title,
        url,
        quote_id,
        article_id,
        is_original
    from quote_details
    where
        act in ('speech', 'writing')
        and (with_copies or is_original)
        and speaker_entity_id in (select e.entity_id from entity_named(wanted) as e)
    order by published_date asc, quote_id asc
