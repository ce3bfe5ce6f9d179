-- What `speaker:` is compared with.
select search_speaker_words('Ingrid Halloran', 'she') as words
order by words
