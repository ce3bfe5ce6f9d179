-- Every reference of a row of a published article names a row that is published: of the same
-- article, or an entity. References to one table are looked up together: its ids are the most that
-- a check keeps in memory.
-- @key article_id
with documents as (
    select
        'paragraphs.document_id' as reference,
        document_id as id
    from paragraphs
    where document_id is not null

    union all

    select
        'mentions.document_id' as reference,
        document_id as id
    from mentions
    where document_id is not null

    union all

    select
        'local_entities.document_id' as reference,
        document_id as id
    from local_entities
    where document_id is not null

    union all

    select
        'quotes.document_id' as reference,
        document_id as id
    from quotes
    where document_id is not null
),

named_locals as (
    select
        'mentions.local_entity_id' as reference,
        local_entity_id as id
    from mentions
    where local_entity_id is not null

    union all

    select
        'quotes.speaker_local_entity_id' as reference,
        speaker_local_entity_id as id
    from quotes
    where speaker_local_entity_id is not null

    union all

    select
        'quote_targets.local_entity_id' as reference,
        local_entity_id as id
    from quote_targets
    where local_entity_id is not null
),

named_mentions as (
    select
        'mentions.acronym_of_mention_id' as reference,
        acronym_of_mention_id as id
    from mentions
    where acronym_of_mention_id is not null

    union all

    select
        'quotes.speaker_mention_id' as reference,
        speaker_mention_id as id
    from quotes
    where speaker_mention_id is not null

    union all

    select
        'quote_targets.mention_id' as reference,
        mention_id as id
    from quote_targets
    where mention_id is not null
),

named_entities as (
    select
        'mentions.entity_id' as reference,
        entity_id as id
    from mentions
    where entity_id is not null

    union all

    select
        'local_entities.entity_id' as reference,
        entity_id as id
    from local_entities
    where entity_id is not null

    union all

    select
        'quotes.speaker_entity_id' as reference,
        speaker_entity_id as id
    from quotes
    where speaker_entity_id is not null
),

named_quotes as (
    select
        'quote_targets.quote_id' as reference,
        quote_id as id
    from quote_targets
    where quote_id is not null
)

select
    documents.reference,
    cast(documents.id as varchar) as id
from documents
anti join articles on documents.id = articles.document_id

union all

select
    named_locals.reference,
    cast(named_locals.id as varchar) as id
from named_locals
anti join local_entities on named_locals.id = local_entities.local_entity_id

union all

select
    named_mentions.reference,
    cast(named_mentions.id as varchar) as id
from named_mentions
anti join mentions on named_mentions.id = mentions.mention_id

union all

select
    named_entities.reference,
    cast(named_entities.id as varchar) as id
from named_entities
anti join entities on named_entities.id = entities.entity_id

union all

select
    named_quotes.reference,
    cast(named_quotes.id as varchar) as id
from named_quotes
anti join quotes on named_quotes.id = quotes.quote_id
