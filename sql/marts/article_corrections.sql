-- Articles in which an outlet says that it got something wrong: the paragraphs, or the headline,
-- that say so. Found by set phrases in English, French and German (`Correction:`, `An earlier
-- version of this article`, `This article was amended`, `Erratum`, `In einer früheren Version`).
-- Denominator: published articles; corrections made without a word are not seen (article_revisions
-- has some of them). `corrections` is another table: what you yourself told Newshouse to correct.
-- @key article_id
-- @column kind: retraction, clarification, correction, or note (an editors' note on a change).
-- @column paragraph_no: The paragraph that says so; null where the headline does.
-- @column note: What it says.
-- @column is_original: False where the article is a copy of another.
with texts as (
    select
        paragraphs.document_id,
        paragraphs.paragraph_no,
        paragraphs.text
    from paragraphs

    union all

    select
        articles.document_id,
        null as paragraph_no,
        articles.title as text
    from articles
    where articles.title is not null
),

found as (
    select
        document_id,
        paragraph_no,
        text,
        case
            when regexp_matches(
                text,
                '(?is)^\W{0,3}(retraction\b|retracted\b|'
                || '(this|the) (article|story|report) (has been|was|is) (retracted|withdrawn)\b)'
            ) then 'retraction'
            when regexp_matches(
                text,
                '(?is)^\W{0,3}((corrections? (and|&) )?clarifications?\s*[:—–]|clarifications?$)'
            ) then 'clarification'
            when regexp_matches(
                text,
                '(?is)^\W{0,3}(corrections?\s*[:—–(]|corrections?$|corrected\s*[:—–]|\(corrects\b|'
                || 'erratum\b|rectificatif\b|(korrektur|berichtigung)\s*[:—–]|richtigstellung\b)'
            ) then 'correction'
            when regexp_matches(
                text,
                '(?is)\b((an?|in an?|the) (earlier|previous) versi?on of (this|the) '
                || '(article|story|report|post|piece|page|headline)\b|'
                || '(this|the) (version of the )?(article|story|report|post|piece|headline) '
                || '(has been|was) (corrected|amended|updated to correct|changed to correct)\b|'
                || 'une version (antérieure|précédente) de cet article\b|'
                || 'in einer (früheren|vorherigen|ersten) (version|fassung) (dieses|des)\b|'
                || 'we (regret|apologi[sz]e for) th(e|is) error\b)'
            ) then 'correction'
            when regexp_matches(
                text,
                '(?is)^\W{0,3}(editor\W?s?\W? note|note de la rédaction|'
                || 'anmerkung der redaktion)\b.*'
                || '\b(correct|amend|updat|error|remov|chang|inaccura|misstat|korrig|rectifi)'
            ) then 'note'
        end as kind
    from texts
    where length(text) < 1200
)

select  -- noqa: ST06
    articles.article_id,
    articles.outlet,
    articles.published_date,
    articles.title,
    found.kind,
    found.paragraph_no,
    found.text as note,
    articles.url,
    articles.is_original
from found
inner join articles on found.document_id = articles.document_id
where found.kind is not null
order by
    articles.published_date asc, articles.article_id asc, found.paragraph_no asc nulls first
