-- Sets of copies: published articles whose title and body are the same words (exact), and those
-- whose texts are near the same (near) or of which one is made from the other (reprint). A set is
-- named after the words of its original.
--
-- Reads text_order, and text_copies (see etl/lake/copies.py).
with placed as (
    select
        text_order.article_id,
        text_order.published_date,
        text_order.word_count,
        text_order.wire_agency,
        text_order.precedence,
        text_copies.kind,
        text_copies.similarity,
        text_copies.own_share,
        text_copies.original_share,
        coalesce(text_copies.original_content_hash, text_order.content_hash) as original_hash
    from text_order
    left join text_copies on text_order.content_hash = text_copies.content_hash
),

copied as (
    select
        *,
        row_number() over (partition by original_hash order by precedence asc) as place,
        count(*) over (partition by original_hash) as size,
        min(published_date) over (partition by original_hash) as first_date,
        count(published_date) over (partition by original_hash) as dated,
        min(word_count) over (partition by original_hash) as least_words,
        max(word_count) over (partition by original_hash) as most_words,
        first_value(wire_agency ignore nulls) over (
            partition by original_hash
            order by precedence asc
            rows between unbounded preceding and unbounded following
        ) as cluster_agency
    from placed
),

counted as (
    select
        *,
        count(*) filter (published_date = first_date) over (
            partition by original_hash
        ) as on_first_date
    from copied
)

select  -- noqa: ST06
    cast(md5('cluster|' || cast(original_hash as varchar)) as uuid) as cluster_id,
    article_id,
    coalesce(kind, 'exact') as kind,
    round(coalesce(similarity, 1.0), 3) as similarity,
    place = 1 as is_original,
    cluster_agency as wire_agency,
    case
        when place = 1 and dated = 0 and least_words < most_words
            then 'no member has a date; the longest, then the smallest id'
        when place = 1 and dated = 0 then 'no member has a date; smallest id'
        when place = 1 and on_first_date > 1
            then format(
                '{} published on the first day, {}; the earliest known time',
                on_first_date,
                cast(first_date as varchar)
            )
        when place = 1 then 'published first, on ' || cast(first_date as varchar)
        when kind is null then 'same words as the original'
        else format(
            '{} % of its rows of three words stand in the original, {} % of the original''s in it',
            cast(round(100 * own_share) as integer),
            cast(round(100 * original_share) as integer)
        )
    end as reason
from counted
where size > 1
order by cluster_id, article_id
