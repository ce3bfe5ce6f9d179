-- Every reference of a published row names a row that is published.
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
    'paragraphs.document_id' as reference,
    cast(paragraphs.document_id as varchar) as id
from paragraphs
anti join articles on paragraphs.document_id = articles.document_id
where paragraphs.document_id is not null

union all

select
    'mentions.document_id' as reference,
    cast(mentions.document_id as varchar) as id
from mentions
anti join articles on mentions.document_id = articles.document_id
where mentions.document_id is not null

union all

select
    'mentions.local_entity_id' as reference,
    cast(mentions.local_entity_id as varchar) as id
from mentions
anti join local_entities on mentions.local_entity_id = local_entities.local_entity_id
where mentions.local_entity_id is not null

union all

select
    'mentions.acronym_of_mention_id' as reference,
    cast(referring.acronym_of_mention_id as varchar) as id
from mentions as referring
anti join mentions as referred on referring.acronym_of_mention_id = referred.mention_id
where referring.acronym_of_mention_id is not null

union all

select
    'mentions.entity_id' as reference,
    cast(mentions.entity_id as varchar) as id
from mentions
anti join entities on mentions.entity_id = entities.entity_id
where mentions.entity_id is not null

union all

select
    'local_entities.document_id' as reference,
    cast(local_entities.document_id as varchar) as id
from local_entities
anti join articles on local_entities.document_id = articles.document_id
where local_entities.document_id is not null

union all

select
    'local_entities.entity_id' as reference,
    cast(local_entities.entity_id as varchar) as id
from local_entities
anti join entities on local_entities.entity_id = entities.entity_id
where local_entities.entity_id is not null

union all

select
    'quotes.document_id' as reference,
    cast(quotes.document_id as varchar) as id
from quotes
anti join articles on quotes.document_id = articles.document_id
where quotes.document_id is not null

union all

select
    'quotes.speaker_mention_id' as reference,
    cast(quotes.speaker_mention_id as varchar) as id
from quotes
anti join mentions on quotes.speaker_mention_id = mentions.mention_id
where quotes.speaker_mention_id is not null

union all

select
    'quotes.speaker_local_entity_id' as reference,
    cast(quotes.speaker_local_entity_id as varchar) as id
from quotes
anti join local_entities on quotes.speaker_local_entity_id = local_entities.local_entity_id
where quotes.speaker_local_entity_id is not null

union all

select
    'quotes.speaker_entity_id' as reference,
    cast(quotes.speaker_entity_id as varchar) as id
from quotes
anti join entities on quotes.speaker_entity_id = entities.entity_id
where quotes.speaker_entity_id is not null

union all

select
    'quote_targets.quote_id' as reference,
    cast(quote_targets.quote_id as varchar) as id
from quote_targets
anti join quotes on quote_targets.quote_id = quotes.quote_id
where quote_targets.quote_id is not null

union all

select
    'quote_targets.local_entity_id' as reference,
    cast(quote_targets.local_entity_id as varchar) as id
from quote_targets
anti join local_entities on quote_targets.local_entity_id = local_entities.local_entity_id
where quote_targets.local_entity_id is not null

union all

select
    'quote_targets.mention_id' as reference,
    cast(quote_targets.mention_id as varchar) as id
from quote_targets
anti join mentions on quote_targets.mention_id = mentions.mention_id
where quote_targets.mention_id is not null

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
