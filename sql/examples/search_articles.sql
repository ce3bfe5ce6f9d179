-- The articles that have the phrase and a word that begins with `licen`, the best first.
select
    published_date,
    outlet,
    title,
    snippet,
    score
from search_articles('"Kestrel Bay" licen*')
