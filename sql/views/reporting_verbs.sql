-- The cues that attribute statements, by outlet: how it says that somebody said something, and
-- whether that verb is neutral or loaded (verb_classes). Denominator of `share`: the outlet's
-- statements with a cue, copies included; of `original_share`, the same without copies.
-- @column quote_count: Statements so attributed, copies included.
-- @column original_quote_count: The same without copies.
-- @column share: Of the outlet's statements with a cue, copies included.
-- @column original_share: The same without copies; null where the outlet has only copies.
-- @column verb_class: neutral or loaded; null where verb_classes does not list the verb.
-- @column article_ids: The articles, to drill down.
create view reporting_verbs as
select
    outlet,
    cue_lemma,
    verb_class,
    count(*) as quote_count,
    count(*) filter (is_original) as original_quote_count,
    count(*) / sum(count(*)) over (partition by outlet) as share,
    count(*) filter (is_original)
    / nullif(sum(count(*) filter (is_original)) over (partition by outlet), 0) as original_share,
    list(distinct article_id order by article_id) as article_ids
from statements
where cue_lemma is not null
group by outlet, cue_lemma, verb_class
order by outlet asc, quote_count desc, cue_lemma asc
