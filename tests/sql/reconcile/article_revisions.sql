-- @object
select article_id, revision_no, is_current, removed_count, added_count, added_chars from article_revisions
-- @by hand
with revisions as (
    select s.article_id, s.revision_no, s.is_current, a.document_id, a.char_count
    from document_status as s join all_articles as a on s.document_id = a.document_id where not s.is_duplicate
)
select r.article_id, r.revision_no, r.is_current,
    case when b.document_id is not null then (
        select count(*) from all_paragraphs as p where p.document_id = b.document_id
        and p.text not in (select q.text from all_paragraphs as q where q.document_id = r.document_id)
    ) end,
    case when b.document_id is not null then (
        select count(*) from all_paragraphs as p where p.document_id = r.document_id
        and p.text not in (select q.text from all_paragraphs as q where q.document_id = b.document_id)
    ) end,
    r.char_count - b.char_count
from revisions as r left join revisions as b on b.article_id = r.article_id and b.revision_no = r.revision_no - 1
where r.article_id in (select article_id from revisions group by article_id having count(*) > 1)
