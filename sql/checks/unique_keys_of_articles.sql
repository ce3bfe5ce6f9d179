-- Every id of a row of a published article is unique. Ids are made of the revision's, of which
-- unique_keys sees that it is published once.
-- @key article_id
select
    'paragraphs.revision_id, paragraph_no' as key,
    cast(revision_id as varchar) || ' ' || paragraph_no as id,
    count(*) as rows_found
from paragraphs
group by revision_id, paragraph_no
having count(*) > 1

union all

select
    'mentions.mention_id' as key,
    cast(mention_id as varchar) as id,
    count(*) as rows_found
from mentions
group by mention_id
having count(*) > 1

union all

select
    'local_entities.local_entity_id' as key,
    cast(local_entity_id as varchar) as id,
    count(*) as rows_found
from local_entities
group by local_entity_id
having count(*) > 1

union all

select
    'quotes.quote_id' as key,
    cast(quote_id as varchar) as id,
    count(*) as rows_found
from quotes
group by quote_id
having count(*) > 1
