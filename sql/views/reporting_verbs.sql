-- The cues that attribute quotes, by outlet: how it says that somebody said something.
-- @column quote_count: Quotes so attributed, copies included.
-- @column original_quote_count: The same without copies.
-- @column share: Of the outlet's attributed quotes, copies included.
-- @column article_ids: The articles, to drill down.
create view reporting_verbs as
select
    outlet,
    cue_lemma,
    act,
    count(*) as quote_count,
    count(*) filter (is_original) as original_quote_count,
    count(*) / sum(count(*)) over (partition by outlet) as share,
    list(distinct article_id order by article_id) as article_ids
from quote_details
where cue_lemma is not null
group by outlet, cue_lemma, act
order by outlet asc, quote_count desc, cue_lemma asc
