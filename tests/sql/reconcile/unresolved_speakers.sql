-- @object
select quote_id, why, is_original from unresolved_speakers
-- @by hand
select quote_id,
    case when speaker_text is null then 'nothing'
    else map {'nominal': 'a description', 'pronoun': 'a pronoun', 'named': 'a name', 'unresolved': 'a name'}[speaker_kind] end,
    original
from said where entity_id is null
