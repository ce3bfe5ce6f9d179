-- Every reference of a row over the whole archive names a row that is published, or that a batch
-- holds. Those of rows of an article: foreign_keys_of_articles.
select
    'articles.raw_file_id' as reference,
    cast(articles.raw_file_id as varchar) as id
from articles
anti join raw_files on articles.raw_file_id = raw_files.raw_file_id
where articles.raw_file_id is not null

union all

select
    'articles.document_id' as reference,
    cast(articles.document_id as varchar) as id
from articles
anti join document_status on articles.document_id = document_status.document_id
where articles.document_id is not null

union all

select
    'entity_members.entity_id' as reference,
    cast(entity_members.entity_id as varchar) as id
from entity_members
anti join entities on entity_members.entity_id = entities.entity_id
where entity_members.entity_id is not null

union all

select
    'entity_members.local_entity_id' as reference,
    cast(entity_members.local_entity_id as varchar) as id
from entity_members
anti join all_local_entities
    on entity_members.local_entity_id = all_local_entities.local_entity_id
where entity_members.local_entity_id is not null

union all

select
    'article_clusters.article_id' as reference,
    cast(article_clusters.article_id as varchar) as id
from article_clusters
anti join articles on article_clusters.article_id = articles.article_id
where article_clusters.article_id is not null

union all

select
    'rejects.raw_file_id' as reference,
    cast(rejects.raw_file_id as varchar) as id
from rejects
anti join raw_files on rejects.raw_file_id = raw_files.raw_file_id
where rejects.raw_file_id is not null

union all

select
    'entity_redirects.entity_id' as reference,
    cast(entity_redirects.entity_id as varchar) as id
from entity_redirects
anti join entities on entity_redirects.entity_id = entities.entity_id
where entity_redirects.entity_id is not null

union all

select
    'entity_attributes.entity_id' as reference,
    cast(entity_attributes.entity_id as varchar) as id
from entity_attributes
anti join entities on entity_attributes.entity_id = entities.entity_id
where entity_attributes.entity_id is not null
