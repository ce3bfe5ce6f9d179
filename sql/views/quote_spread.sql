-- How far a quotation travels: each that several articles carry, in the same words or nearly (see
-- quote_variants), with its reach in outlets and days. Denominator: direct quotes, and the marked
-- words of mixed ones, of six words or more. Original counts leave out copied articles: what is
-- left was quoted anew. A quotation with two speakers is one that an article attributes otherwise,
-- or that the extraction got wrong.
-- @column quotation: Its longest wording, in lower case, without punctuation.
-- @column speakers: Known speakers that it is attributed to, by name.
-- @column quote_count: Quotes that carry it, copies included.
-- @column original_quote_count: The same without copies.
-- @column article_count: Articles that carry it, copies included.
-- @column original_article_count: The same without copies.
-- @column outlet_count: Outlets that carry it, copies included.
-- @column wording_count: Different wordings.
-- @column first_date: The first day.
-- @column last_date: The last day.
-- @column first_outlet: The outlet of the first day; of several, one that does not copy, then the
-- first by name.
-- @column article_ids: The articles, to drill down.
create view quote_spread as
select
    quotation_id,
    max(wording) filter (is_same) as quotation,
    coalesce(
        list(distinct speaker order by speaker) filter (speaker is not null), []
    ) as speakers,
    count(*) as quote_count,
    count(*) filter (is_original) as original_quote_count,
    count(distinct article_id) as article_count,
    count(distinct article_id) filter (is_original) as original_article_count,
    count(distinct outlet) as outlet_count,
    count(distinct wording) as wording_count,
    min(published_date) as first_date,
    max(published_date) as last_date,
    first(
        outlet order by published_date asc nulls last, is_original desc, outlet asc
    ) as first_outlet,
    list(distinct article_id order by article_id) as article_ids
from quote_variants
group by quotation_id
order by original_article_count desc, article_count desc, quotation asc
