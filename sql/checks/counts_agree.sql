-- What rows say of their number is the number of rows: paragraphs of an article, mentions of an
-- entity within it. Across the archive: entity_counts_agree.
-- @key article_id
with paragraph_rows as (
    select
        document_id,
        count(*) as found
    from all_paragraphs
    group by document_id
),

local_rows as (
    select
        local_entity_id,
        count(*) as found
    from mentions
    where local_entity_id is not null
    group by local_entity_id
)

select
    'articles.paragraph_count' as what,
    cast(all_articles.document_id as varchar) as id,
    all_articles.paragraph_count as expected,
    coalesce(paragraph_rows.found, 0) as found
from all_articles
left join paragraph_rows on all_articles.document_id = paragraph_rows.document_id
where all_articles.paragraph_count != coalesce(paragraph_rows.found, 0)

union all

select
    'local_entities.mention_count' as what,
    cast(local_entities.local_entity_id as varchar) as id,
    local_entities.mention_count as expected,
    coalesce(local_rows.found, 0) as found
from local_entities
left join local_rows on local_entities.local_entity_id = local_rows.local_entity_id
where local_entities.mention_count != coalesce(local_rows.found, 0)
