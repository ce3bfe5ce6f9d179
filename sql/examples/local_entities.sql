-- The people of one article, each with the forms of the name.
select
    local_entities.name,
    local_entities.aliases,
    local_entities.roles,
    local_entities.mention_count
from local_entities
inner join articles on local_entities.document_id = articles.document_id
where articles.title = 'Scientist warns of harm to eel nurseries' and local_entities.type = 'PERSON'
order by local_entities.first_char_start asc
