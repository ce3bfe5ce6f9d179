-- What one entity said about another: `from who_said_about('Wang Yi', 'Pakistan')`; null as the
-- first asks what anybody said, null as the second whom or what it was about. A statement is about
-- the entities that it names or means by a pronoun, and has a row for each; `how = 'topic'`, named
-- in the sentence around it, is the weakest. Belief and intention are no statements. Copies are
-- rows only `with_copies := true`.
create macro who_said_about(wanted_speaker, wanted_target, with_copies := false) as table
    select
        quote_details.published_date,
        quote_details.outlet,
        quote_details.speaker,
        quote_details.cue,
        quote_details.text,
        entities.canonical_name as target,
        quote_targets.how,
        quote_details.polarity,
        quote_details.title,
        quote_details.url,
        quote_details.quote_id,
        quote_details.article_id,
        quote_details.is_original
    from quote_targets
    inner join quote_details on quote_targets.quote_id = quote_details.quote_id
    inner join entities on quote_targets.entity_id = entities.entity_id
    where
        quote_details.act in ('speech', 'writing')
        and (with_copies or quote_details.is_original)
        and (
            wanted_target is null
            or quote_targets.entity_id in (select e.entity_id from entity_named(wanted_target) as e)
        )
        and (
            wanted_speaker is null
            or quote_details.speaker_entity_id in (
                select e.entity_id from entity_named(wanted_speaker) as e
            )
        )
    order by quote_details.published_date asc, quote_details.quote_id asc, target asc
