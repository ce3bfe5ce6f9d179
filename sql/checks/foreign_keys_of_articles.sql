-- Every reference of a row of a published article names a row that is published: of the same
-- article, or an entity.
-- @key article_id
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
