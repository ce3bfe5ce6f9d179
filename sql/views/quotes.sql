-- The quotes of published articles, with the speaker as an entity of the archive.
-- @column speaker_entity_id: The speaker as an entity of the archive; null where left open.
create view quotes as
select
    all_quotes.quote_id,
    all_quotes.document_id,
    all_quotes.article_id,
    all_quotes.revision_id,
    all_quotes.paragraph_nos,
    all_quotes.parts,
    all_quotes.char_start,
    all_quotes.char_end,
    all_quotes.text,
    all_quotes.kind,
    all_quotes.act,
    all_quotes.polarity,
    all_quotes.speaker_text,
    all_quotes.speaker_start,
    all_quotes.speaker_end,
    all_quotes.speaker_kind,
    all_quotes.speaker_mention_id,
    all_quotes.speaker_local_entity_id,
    all_quotes.cue_text,
    all_quotes.cue_lemma,
    all_quotes.cue_start,
    all_quotes.cue_end,
    all_quotes.confidence,
    entity_members.entity_id as speaker_entity_id
from all_quotes
left join entity_members on all_quotes.speaker_local_entity_id = entity_members.local_entity_id
where all_quotes.document_id not in (select h.document_id from hidden_documents as h)
