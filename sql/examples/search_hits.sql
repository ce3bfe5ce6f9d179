-- The ids behind a search, with the score.
select
    document_id,
    score
from search_hits('tidal barrage', 'article')
order by score desc, document_id asc
limit 5
