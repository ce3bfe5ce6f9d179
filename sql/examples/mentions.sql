-- Names that stand beside a role, with the title that goes before them.
select
    articles.published_date,
    mentions.text,
    mentions.full_text,
    mentions.role_text
from mentions
inner join articles on mentions.document_id = articles.document_id
where mentions.role_text is not null
order by articles.published_date asc, articles.outlet asc, mentions.char_start asc
limit 20
