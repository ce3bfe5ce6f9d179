-- @object
select leader, follower, led_count, followed_count, tie_count from who_follows_whom(3)
-- @by hand
with told as (
    select t.thread_id, art.outlet, art.published_date as d, art.published_at as moment
    from story_articles as t join art on t.article_id = art.article_id where original and art.outlet is not null
),
firsts as (
    select thread_id, outlet, min(d) as d,
        (select min(o.moment) from told as o where o.thread_id = told.thread_id and o.outlet = told.outlet and o.d = min(told.d)) as moment
    from told group by thread_id, outlet
),
both_ as (
    select a.outlet as leader, b.outlet as follower,
        case when a.d != b.d then sign(b.d - a.d)
        when a.moment is null or b.moment is null then 0
        else sign(epoch_us(b.moment) - epoch_us(a.moment)) end as later
    from firsts as a, firsts as b
    where a.thread_id = b.thread_id and a.outlet != b.outlet and b.d - a.d between -3 and 3
)
select leader, follower, sum((later = 1)::int)::bigint, sum((later = -1)::int)::bigint, sum((later = 0)::int)::bigint
from both_ group by all having sum((later = 1)::int) > 0
