-- What each outlet published in each month.
select
    outlet,
    month,
    article_count,
    original_article_count,
    quote_count,
    speaker_count
from outlet_activity
order by outlet asc, month asc
