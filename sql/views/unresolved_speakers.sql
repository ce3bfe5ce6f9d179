-- Quotes whose speaker the text names but the extraction could not tie to an entity: to be read by
-- a person before a share of voices is believed.
create view unresolved_speakers as
select
    quote_id,
    published_date,
    outlet,
    speaker_text,
    speaker_kind,
    cue,
    text,
    article_id,
    is_original
from quote_details
where speaker_entity_id is null
order by published_date asc, quote_id asc
