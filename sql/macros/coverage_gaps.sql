-- Days on which an outlet usually publishes and the archive has nothing of it: gaps to be mended,
-- or explained, before a count over time is believed. Usual is a weekday on which the outlet
-- published in at least `usual` (three quarters) of the four weeks before and the four after, of
-- which at least four lie between its first and last article. `from coverage_gaps()`, `from
-- coverage_gaps(0.5, 'The Post')`. Denominator: days between the outlet's first and last article
-- whose day is known; before and after them nothing is asked.
create macro coverage_gaps(usual := 0.75, wanted_outlet := null) as table
    with published as (
        select
            outlet,
            published_date,
            count(*) as article_count
        from articles
        where
            outlet is not null
            and (wanted_outlet is null or outlet = wanted_outlet)
            and period_start(published_date, published_precision, 'day') is not null
        group by outlet, published_date
    ),

    spans as (
        select
            outlet,
            min(published_date) as first_date,
            max(published_date) as last_date
        from published
        group by outlet
        having count(*) >= 4
    ),

    days as (
        select
            spans.outlet,
            cast(
                unnest(
                    generate_series(spans.first_date, spans.last_date, interval 1 day)
                ) as date
            ) as missing_date
        from spans
    ),

    weighed as (
        select
            days.outlet,
            days.missing_date,
            published.article_count,
            count(*) over around as weeks_around,
            count(published.article_count) over around as weeks_published,
            median(published.article_count) over around as usual_article_count
        from days
        left join published
            on days.outlet = published.outlet and days.missing_date = published.published_date
        window
            around as (
                partition by days.outlet, isodow(days.missing_date)
                order by days.missing_date
                rows between 4 preceding and 4 following exclude current row
            )
    )

    select  -- noqa: ST06
        outlet,
        missing_date,
        dayname(missing_date) as day_name,
        weeks_published / weeks_around as published_share,
        usual_article_count
    from weighed
    where
        article_count is null
        and weeks_around >= 4
        and weeks_published >= usual * weeks_around
    order by outlet asc, missing_date asc
