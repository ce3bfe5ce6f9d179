-- @object
select article_id, paragraph_no from article_corrections
where lower(note) not like '%correct%' and lower(note) not like '%amended%' and lower(note) not like '%erratum%'
and lower(note) not like '%clarif%' and lower(note) not like '%earlier version%'
-- @by hand
select article_id, 0 from art where false
-- @object
select article_id from article_corrections where paragraph_no is not null
-- @by hand
select art.article_id from all_paragraphs as p join art on p.document_id = art.document_id
where p.text like 'This article was amended on %' or p.text like 'Correction:%' or p.text like 'Clarification:%'
