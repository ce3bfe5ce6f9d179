-- Every id is unique: documents among all revisions, the others among what is published. Those of
-- rows of an article: unique_keys_of_articles.
select
    'all_articles.document_id' as key,
    cast(document_id as varchar) as id,
    count(*) as rows_found
from all_articles
group by document_id
having count(*) > 1

union all

select
    'articles.article_id' as key,
    cast(article_id as varchar) as id,
    count(*) as rows_found
from articles
group by article_id
having count(*) > 1

union all

select
    'articles.revision_id' as key,
    cast(revision_id as varchar) as id,
    count(*) as rows_found
from articles
group by revision_id
having count(*) > 1

union all

select
    'entities.entity_id' as key,
    cast(entity_id as varchar) as id,
    count(*) as rows_found
from entities
group by entity_id
having count(*) > 1

union all

select
    'entity_members.local_entity_id' as key,
    cast(local_entity_id as varchar) as id,
    count(*) as rows_found
from entity_members
group by local_entity_id
having count(*) > 1

union all

select
    'article_clusters.article_id' as key,
    cast(article_id as varchar) as id,
    count(*) as rows_found
from article_clusters
group by article_id
having count(*) > 1

union all

select
    'raw_files.raw_file_id' as key,
    cast(raw_file_id as varchar) as id,
    count(*) as rows_found
from raw_files
group by raw_file_id
having count(*) > 1

union all

select
    'rejects.reject_id' as key,
    cast(reject_id as varchar) as id,
    count(*) as rows_found
from rejects
group by reject_id
having count(*) > 1

union all

select
    'entity_redirects.old_entity_id' as key,
    cast(old_entity_id as varchar) as id,
    count(*) as rows_found
from entity_redirects
group by old_entity_id
having count(*) > 1

union all

select
    'outlets.outlet' as key,
    cast(outlet as varchar) as id,
    count(*) as rows_found
from outlets
group by outlet
having count(*) > 1

union all

select
    'corrections.file, line' as key,
    file || ' ' || line as id,
    count(*) as rows_found
from corrections
group by file, line
having count(*) > 1
