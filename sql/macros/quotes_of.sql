-- What a speaker said, by any form of the name: `from quotes_of('Wang Yi')`.
create macro quotes_of(wanted) as table
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
    where speaker_entity_id in (select e.entity_id from entity_named(wanted) as e)
    order by published_date asc, quote_id asc
