-- The quotations that travel.
select
    quotation,
    speakers,
    article_count,
    original_article_count,
    outlet_count
from quote_spread
order by article_count desc, quotation asc
limit 10
