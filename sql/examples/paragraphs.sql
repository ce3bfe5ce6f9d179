-- Paragraphs that come from an agency.
select
    articles.outlet,
    articles.title,
    paragraphs.wire_agency,
    paragraphs.text
from paragraphs
inner join articles on paragraphs.document_id = articles.document_id
where paragraphs.wire_agency is not null
order by articles.outlet asc, articles.published_date asc, paragraphs.paragraph_no asc
limit 10
