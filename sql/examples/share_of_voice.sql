-- Three rivals, quarter by quarter.
select
    period,
    name,
    article_count,
    quote_count,
    round(article_share, 2) as article_share,
    round(quote_share, 2) as quote_share
from share_of_voice(['Ingrid Halloran', 'Tomas Verrill', 'Brightwater Energy'], 'quarter')
order by period asc, article_count desc, name asc
