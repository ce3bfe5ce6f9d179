-- @object
select outlet, quote_count, original_quote_count, direct_count, mixed_count, indirect_count, direct_share, original_direct_share, direct_word_share, article_count from direct_indirect_ratio
-- @by hand
with counted as (
    select *, (kind = 'direct')::int as direct,
        len(list_filter(regexp_split_to_array(text, '[^\pL\pN]+'), lambda w: w != '')) as words
    from said
)
select outlet, count(*), sum(original::int)::bigint, sum(direct)::bigint,
    sum((kind = 'mixed')::int)::bigint, sum((kind = 'indirect')::int)::bigint, avg(direct),
    avg(direct) filter (original), sum(direct * words) / nullif(sum(words), 0), count(distinct article_id)
from counted group by outlet
