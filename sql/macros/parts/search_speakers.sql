-- Each way in which a speaker is named, as `search_speaker_words` writes it, with the quotes that
-- name the speaker so: by the name across the archive, else by the words of the text.
create macro search_speakers() as table
    with named as (
        select
            all_quotes.speaker_text,
            coalesce(
                entities.canonical_name,
                case when all_quotes.speaker_kind <> 'pronoun' then all_quotes.speaker_text end
            ) as speaker,
            list(all_quotes.quote_id) as quote_ids
        from all_quotes
        left join entity_members
            on all_quotes.speaker_local_entity_id = entity_members.local_entity_id
        left join entities on entity_members.entity_id = entities.entity_id
        group by
            all_quotes.speaker_text,
            coalesce(
                entities.canonical_name,
                case when all_quotes.speaker_kind <> 'pronoun' then all_quotes.speaker_text end
            )
    )

    select
        quote_ids,
        search_speaker_words(speaker, speaker_text) as words
    from named
