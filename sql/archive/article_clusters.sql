-- Sets of exact copies: published articles whose title and body are the same words. The original
-- is the one published first; without times that tell, the one that its agency published, then
-- the smallest id.
--
-- Reads all_articles and hidden_documents.
with published as (
    select
        article_id,
        content_hash,
        published_at,
        published_date,
        wire_agency,
        outlet
    from all_articles
    where document_id not in (select h.document_id from hidden_documents as h)
),

copied as (
    select
        article_id,
        content_hash,
        published_date,
        row_number() over (
            partition by content_hash
            order by
                published_date asc nulls last,
                published_at asc nulls last,
                coalesce(lower(wire_agency) = lower(outlet), false) desc,
                article_id asc
        ) as place,
        count(*) over (partition by content_hash) as size,
        min(published_date) over (partition by content_hash) as first_date,
        count(published_date) over (partition by content_hash) as dated
    from published
),

counted as (
    select
        *,
        count(*) filter (published_date = first_date) over (
            partition by content_hash
        ) as on_first_date
    from copied
)

select
    cast(md5('cluster|' || cast(content_hash as varchar)) as uuid) as cluster_id,
    article_id,
    'exact' as kind,
    cast(1.0 as double) as similarity,
    place = 1 as is_original,
    case
        when place = 1 and dated = 0 then 'no member has a date; smallest id'
        when place = 1 and on_first_date > 1
            then format(
                '{} published on the first day, {}; the earliest known time',
                on_first_date,
                cast(first_date as varchar)
            )
        when place = 1 then 'published first, on ' || cast(first_date as varchar)
        else 'same words as the original'
    end as reason
from counted
where size > 1
order by cluster_id, article_id
