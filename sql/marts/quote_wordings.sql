-- The words within quotation marks of each statement that has any, so that they can be compared:
-- the whole of a direct quote, the marked words of a mixed one. `quote_variants` compares them.
-- @key article_id
-- @column wording: Those words, in lower case, without punctuation; six or more.
with worded as (
    select
        quotes.quote_id,
        quotes.article_id,
        quotes.document_id,
        quotes.speaker_entity_id,
        trim(
            regexp_replace(
                lower(
                    case
                        when quotes.kind = 'direct' then quotes.text
                        else
                            array_to_string(
                                regexp_extract_all(quotes.text, '[“"«„]([^”"»“„]+)[”"»“]', 1), ' '
                            )
                    end
                ),
                '[^\pL\pN]+',
                ' ',
                'g'
            )
        ) as wording
    from quotes
    where quotes.kind in ('direct', 'mixed') and quotes.act in ('speech', 'writing')
)

select
    quote_id,
    article_id,
    document_id,
    speaker_entity_id,
    wording
from worded
where length(wording) - length(replace(wording, ' ', '')) >= 5
order by wording asc, quote_id asc
