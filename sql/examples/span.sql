-- What stands at a mention's offsets.
select
    mentions.type,
    span(articles.body, mentions.char_start, mentions.char_end) as name
from mentions
inner join articles on mentions.document_id = articles.document_id
order by articles.published_date asc, mentions.char_start asc
limit 5
