-- Where each entity comes up first: the outlet and article of its first day, and of its first
-- moment where that is known. Denominator: published articles whose day is known, without copies.
-- Absence before that day is absence from this archive, not from the news.
-- @column name: The entity's name across the archive.
-- @column type: What it is.
-- @column first_date: The first day on which an article names it.
-- @column first_outlet: The outlet of the earliest article of that day; of several without a time,
-- the one that names it earliest in its text.
-- @column first_article_id: That article.
-- @column first_day_outlets: Every outlet that names it on that day: where there are several and
-- no times, none can be called the first.
-- @column original_article_count: All published articles that name it, without copies.
-- @column last_date: The last day on which an article names it.
create view first_mention as
with dated as (
    select
        entity_id,
        article_id,
        outlet,
        published_date,
        published_at,
        first_char_start,
        type,
        min(published_date) over (partition by entity_id) as first_date
    from entity_articles
    where is_original and period_start(published_date, exactness, 'day') is not null
),

firsts as (
    select
        entity_id,
        any_value(first_date) as first_date,
        first(
            struct_pack(outlet := outlet, article_id := article_id)
            order by published_at asc nulls last, first_char_start asc, article_id asc
        ) as earliest,
        list(distinct outlet order by outlet) as first_day_outlets
    from dated
    where published_date = first_date
    group by entity_id
),

totals as (
    select
        entity_id,
        any_value(type) as type,
        count(*) as original_article_count,
        max(published_date) as last_date
    from dated
    group by entity_id
)

select
    firsts.entity_id,
    entities.canonical_name as name,
    totals.type,
    firsts.first_date,
    firsts.earliest.outlet as first_outlet,
    firsts.earliest.article_id as first_article_id,
    firsts.first_day_outlets,
    totals.original_article_count,
    totals.last_date
from firsts
inner join totals on firsts.entity_id = totals.entity_id
inner join entities on firsts.entity_id = entities.entity_id
