-- Which outlet takes up a story after which: for every two outlets, the stories (story_threads)
-- that both tell, by who had an article first; only followers `within_days` of the leader count.
-- `from who_follows_whom(2)`. Denominator of `lead_share`: the stories of both with an order; those
-- of one day without times that tell have none, and count as ties. Copies count only `with_copies
-- := true`: a reprint is syndication, not following. To come first in an archive is not to be the
-- source: both may follow a third that is not in it. After the story-level measures of intermedia
-- agenda setting (Harder, Sevenans and Van Aelst, The International Journal of Press/Politics 22,
-- 2017).
create macro who_follows_whom(within_days := 3, with_copies := false) as table
    with firsts as (
        select
            thread_id,
            outlet,
            min(published_date) as first_date,
            min(published_at) filter (published_date = first_day) as first_at,
            first(article_id order by published_at asc nulls last, article_id asc) filter (
                published_date = first_day
            ) as article_id
        from (
            select
                thread_id,
                outlet,
                published_date,
                published_at,
                article_id,
                min(published_date) over (partition by thread_id, outlet) as first_day
            from story_articles
            where outlet is not null and (with_copies or is_original)
        ) as told
        group by thread_id, outlet
    ),

    ordered as (
        select  -- noqa: ST06
            leaders.outlet as leader,
            followers.outlet as follower,
            leaders.thread_id,
            followers.first_date - leaders.first_date as days_later,
            leaders.first_date < followers.first_date
            or coalesce(leaders.first_at < followers.first_at, false) as leads,
            leaders.first_date = followers.first_date
            and coalesce(leaders.first_at = followers.first_at, true) as is_tie,
            followers.article_id
        from firsts as leaders
        inner join firsts as followers
            on
                leaders.thread_id = followers.thread_id
                and leaders.outlet != followers.outlet
                and abs(followers.first_date - leaders.first_date) <= within_days
    )

    select
        leader,
        follower,
        count(*) filter (leads) as led_count,
        count(*) filter (not leads and not is_tie) as followed_count,
        count(*) filter (is_tie) as tie_count,
        count(*) filter (leads) / nullif(count(*) filter (not is_tie), 0) as lead_share,
        median(days_later) filter (leads) as median_days,
        list(thread_id order by thread_id) filter (leads) as thread_ids,
        list(article_id order by article_id) filter (leads) as article_ids
    from ordered
    group by leader, follower
    having count(*) filter (leads) > 0
    order by led_count desc, leader asc, follower asc
