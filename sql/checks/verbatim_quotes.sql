-- Every quote is what stands at its parts, and its speaker and cue are what stands at theirs.
-- @key article_id
with spans as (
    select
        document_id,
        quote_id,
        speaker_text as expected,
        speaker_start as char_start,
        speaker_end as char_end
    from all_quotes
    where speaker_text is not null
    union all
    select
        document_id,
        quote_id,
        cue_text as expected,
        cue_start as char_start,
        cue_end as char_end
    from all_quotes
    where cue_text is not null
    union all
    select
        document_id,
        quote_id,
        text as expected,
        char_start,
        char_end
    from all_quotes
    where len(parts) = 1
),

pieces as (
    select
        all_quotes.document_id,
        all_quotes.quote_id,
        any_value(all_quotes.text) as expected,
        string_agg(
            span(all_articles.body, part.unnest.char_start, part.unnest.char_end), ' '
            order by part.unnest.char_start
        ) as found
    from all_quotes
    inner join all_articles on all_quotes.document_id = all_articles.document_id
    cross join unnest(all_quotes.parts) as part
    where len(all_quotes.parts) > 1
    group by all_quotes.document_id, all_quotes.quote_id
)

select
    spans.document_id,
    spans.quote_id,
    spans.expected,
    span(all_articles.body, spans.char_start, spans.char_end) as found
from spans
inner join all_articles on spans.document_id = all_articles.document_id
where span(all_articles.body, spans.char_start, spans.char_end) != spans.expected

union all

-- Between paragraphs the parts are joined by a blank line, else by a space.
select
    pieces.document_id,
    pieces.quote_id,
    pieces.expected,
    pieces.found
from pieces
where replace(pieces.found, chr(10) || chr(10), ' ') != replace(
    pieces.expected, chr(10) || chr(10), ' '
)
