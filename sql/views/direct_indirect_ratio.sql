-- How an outlet quotes: in the speaker's words or in its own.
-- @column direct_count: Quotes wholly within quotation marks, copies included.
-- @column mixed_count: Reported clauses that quote some words.
-- @column indirect_count: Reported without quotation marks.
-- @column direct_share: Of all its quotes.
-- @column quote_count: All its quotes, copies included.
-- @column original_quote_count: The same without copies.
create view direct_indirect_ratio as
select
    outlet,
    count(*) filter (kind = 'direct') as direct_count,
    count(*) filter (kind = 'mixed') as mixed_count,
    count(*) filter (kind = 'indirect') as indirect_count,
    count(*) filter (kind = 'direct') / count(*) as direct_share,
    count(*) as quote_count,
    count(*) filter (is_original) as original_quote_count
from quote_details
group by outlet
order by outlet asc
