-- An article paragraph by paragraph.
select
    shown.paragraph_no,
    shown.kind,
    shown.text
from article_text((
    select article_id
    from articles
    where title = 'Library saved for another winter'
)) as shown
