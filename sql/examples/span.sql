-- What stands at a mention's offsets.
select
    mentions.type,
    mentions.char_start,
    mentions.char_end,
    span(articles.body, mentions.char_start, mentions.char_end) as name
from mentions
inner join articles on mentions.document_id = articles.document_id
where articles.title = 'Tennant goes to Port Ellery'
order by mentions.char_start asc
limit 5
