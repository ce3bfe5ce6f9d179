-- What one entity said about another: `from who_said_about('Wang Yi', 'Pakistan')`; null as the
-- first asks what anybody said, null as the second whom or what it was about. A statement is about
-- the entities that it names or means by a pronoun, and has a row for each; `how = 'topic'`, named
-- in the sentence around it, is the weakest. Belief and intention are no statements. Copies are
-- rows only `with_copies := true`.
create macro who_said_about(wanted_speaker, wanted_target, with_copies := false) as table
    -- The base tables are read and not their views: what is published is settled in statements.
    with targets as (
        select
            all_quote_targets.quote_id,
            all_quote_targets.document_id,
            entity_members.entity_id,
            -- An article may know one entity by two names. Of mentioned, pronoun and topic the
            -- first is the strongest.
            min(all_quote_targets.how) as how
        from all_quote_targets
        inner join entity_members
            on all_quote_targets.local_entity_id = entity_members.local_entity_id
        where
            wanted_target is null
            or entity_members.entity_id in (
                select e.entity_id from entity_named(wanted_target) as e
            )
        group by
            all_quote_targets.quote_id, all_quote_targets.document_id, entity_members.entity_id
    ),

    chosen as (
        select
            statements.quote_id,
            statements.document_id,
            statements.article_id,
            statements.published_date,
            statements.outlet,
            statements.speaker_entity_id,
            statements.speaker_kind,
            statements.speaker_text,
            statements.polarity,
            statements.is_original,
            targets.entity_id,
            targets.how
        from targets
        inner join statements
            on
                targets.quote_id = statements.quote_id
                and targets.document_id = statements.document_id
        where
            (with_copies or statements.is_original)
            and (
                wanted_speaker is null
                or statements.speaker_entity_id in (
                    select e.entity_id from entity_named(wanted_speaker) as e
                )
            )
    )

    select  -- noqa: ST06
        chosen.published_date,
        chosen.outlet,
        coalesce(
            speakers.canonical_name,
            case when chosen.speaker_kind != 'pronoun' then chosen.speaker_text end
        ) as speaker,
        all_quotes.cue_text as cue,
        all_quotes.text,
        entities.canonical_name as target,
        chosen.how,
        chosen.polarity,
        all_articles.title,
        all_articles.url,
        chosen.quote_id,
        chosen.article_id,
        chosen.is_original
    from chosen
    inner join all_quotes
        on chosen.quote_id = all_quotes.quote_id and chosen.document_id = all_quotes.document_id
    inner join all_articles on chosen.document_id = all_articles.document_id
    inner join entities on chosen.entity_id = entities.entity_id
    left join entities as speakers on chosen.speaker_entity_id = speakers.entity_id
    order by chosen.published_date asc, chosen.quote_id asc, target asc
