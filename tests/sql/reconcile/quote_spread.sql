-- @object
select quotation_id, quote_count, original_quote_count, article_count, original_article_count, outlet_count, wording_count, first_date, last_date, article_ids from quote_spread
-- @by hand
select v.quotation_id, count(*), sum(original::int)::bigint, count(distinct said.article_id),
    count(distinct case when original then said.article_id end), count(distinct said.outlet), count(distinct v.wording),
    min(said.published_date), max(said.published_date), list_sort(list(distinct said.article_id))
from quote_variants as v join said on v.quote_id = said.quote_id group by v.quotation_id
