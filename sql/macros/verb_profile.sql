-- Which verbs a speaker's words are reported with, an outlet reports with, or an outlet for a
-- speaker: `from verb_profile('Tomas Verrill')`, `from verb_profile(null, 'The Post')`. Denominator
-- of `share`: the statements so chosen that have a cue; of `archive_share`, all statements of the
-- archive that have one. `ratio` above 1 is more than usual; read it only where quote_count is not
-- small. Copies count only `with_copies := true`.
create macro verb_profile(
    wanted_speaker := null, wanted_outlet := null, with_copies := false
) as table
    with counted as (
        select
            cue_lemma,
            verb_class,
            count(*) as archive_count,
            count(*) filter (
                (wanted_outlet is null or outlet = wanted_outlet)
                and (
                    wanted_speaker is null
                    or speaker_entity_id in (
                        select entity_id from entity_named(wanted_speaker)
                    )
                )
            ) as quote_count,
            list(distinct article_id order by article_id) filter (
                (wanted_outlet is null or outlet = wanted_outlet)
                and (
                    wanted_speaker is null
                    or speaker_entity_id in (
                        select entity_id from entity_named(wanted_speaker)
                    )
                )
            ) as article_ids
        from statements
        where cue_lemma is not null and (with_copies or is_original)
        group by cue_lemma, verb_class
    ),

    shares as (
        select  -- noqa: ST06
            cue_lemma,
            verb_class,
            quote_count,
            quote_count / nullif(sum(quote_count) over (), 0) as share,
            archive_count / sum(archive_count) over () as archive_share,
            article_ids
        from counted
    )

    select  -- noqa: ST06
        shares.cue_lemma,
        shares.verb_class,
        verb_classes.verb_kind,
        shares.quote_count,
        shares.share,
        shares.archive_share,
        shares.share / shares.archive_share as ratio,
        shares.article_ids
    from shares
    left join verb_classes on shares.cue_lemma = verb_classes.cue_lemma
    where shares.quote_count > 0
    order by shares.quote_count desc, shares.cue_lemma asc
