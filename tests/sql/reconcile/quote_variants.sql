-- @object
select quote_id, article_id from quote_variants where is_same and quotation_id in (select quotation_id from quote_variants group by quotation_id having count(distinct wording) = 1)
-- @by hand
with worded as (
    select quote_id, article_id, list_filter(regexp_split_to_array(lower(text), '[^\pL\pN]+'), lambda w: w != '') as words
    from said where kind = 'direct'
)
select distinct a.quote_id, a.article_id from worded as a join worded as b on a.words = b.words and a.article_id != b.article_id
where len(a.words) >= 6 and a.quote_id in (
    select quote_id from quote_variants where quotation_id in (select quotation_id from quote_variants group by quotation_id having count(distinct wording) = 1)
)
-- @object
select quote_id from quote_variants where overlap < 0.6 or quote_id not in (select quote_id from said)
-- @by hand
select quote_id from said where false
