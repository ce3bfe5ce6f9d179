-- The words that stand in most articles.
select
    term,
    count(*) as article_count
from search_words
where not contains(term, ' ')
group by term
order by article_count desc, term asc
limit 5
