-- The roles that the archive gives one person.
select
    articles.published_date,
    mentions.full_text,
    mentions.role_text
from mentions
inner join articles on mentions.document_id = articles.document_id
where mentions.role_text is not null
order by articles.published_date asc, mentions.char_start asc
limit 20
