-- A name as names in the reference folder are compared: without regard to case, accents, spacing
-- and the form of quotation marks.
create or replace temp macro folded(words) as strip_accents(lower(nfc_normalize(
    regexp_replace(trim(translate(words, '’‘ʼ‐‑–', repeat('''', 3) || '---')), '\s+', ' ', 'g')
)))
