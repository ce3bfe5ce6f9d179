-- How an outlet quotes: in the speaker's words or in its own. Denominator of `direct_share`: the
-- outlet's statements, copies included; of `original_direct_share`, the same without copies; of
-- `direct_word_share`, the words of its statements.
-- @column quote_count: The outlet's statements, copies included.
-- @column original_quote_count: The same without copies.
-- @column direct_count: Those wholly within quotation marks, copies included.
-- @column mixed_count: Reported clauses that quote some words, copies included.
-- @column indirect_count: Reported without quotation marks, copies included.
-- @column direct_share: Of quote_count, those that are direct.
-- @column original_direct_share: Of original_quote_count; null where the outlet has only copies.
-- @column direct_word_share: Of the words of all its statements, copies included, those of direct
-- ones.
-- @column article_count: Articles with a statement, copies included.
create view direct_indirect_ratio as
select
    outlet,
    count(*) as quote_count,
    count(*) filter (is_original) as original_quote_count,
    count(*) filter (kind = 'direct') as direct_count,
    count(*) filter (kind = 'mixed') as mixed_count,
    count(*) filter (kind = 'indirect') as indirect_count,
    count(*) filter (kind = 'direct') / count(*) as direct_share,
    count(*) filter (kind = 'direct' and is_original)
    / nullif(count(*) filter (is_original), 0) as original_direct_share,
    coalesce(sum(word_count) filter (kind = 'direct'), 0)
    / nullif(sum(word_count), 0) as direct_word_share,
    count(distinct article_id) as article_count
from statements
group by outlet
order by quote_count desc, outlet asc
