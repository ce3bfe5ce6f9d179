-- @object
select quote_id, article_id, outlet, published_date, kind, act, speaker_entity_id, cue_lemma, word_count, is_original, verb_class from statements
-- @by hand
select quote_id, article_id, outlet, published_date, kind, act, entity_id, cue_lemma,
    len(list_filter(regexp_split_to_array(text, '[^\pL\pN]+'), lambda w: w != '')), original,
    (select c.verb_class from verb_classes as c where c.cue_lemma = said.cue_lemma)
from said
