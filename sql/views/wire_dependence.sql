-- How much of what an outlet publishes is not its own: articles that name an agency as their
-- source, and copies of articles whose original another outlet has. Denominator: the outlet's
-- published articles, and their words; an agency's own articles are its own. Copies are what it
-- counts: there is no count without them. An agency that is not named, on a text that no other
-- outlet of the archive has, is not seen: the shares are lower bounds. After Lewis, Williams and
-- Franklin, A Compromised Fourth Estate? (Journalism Studies 9, 2008).
-- @column article_count: Published articles, copies included.
-- @column wire_count: Those that name an agency as their source.
-- @column copy_count: Those that copy an article of another outlet.
-- @column dependent_count: Those that do either.
-- @column wire_share: Of article_count, those that name an agency.
-- @column dependent_share: Of article_count, those that do either.
-- @column dependent_word_share: Of the words of all its articles, those of dependent ones.
-- @column agencies: The agencies named, with how many articles name each, most first.
-- @column article_ids: The dependent articles, to drill down.
create view wire_dependence as
with placed as (
    select  -- noqa: ST06
        articles.article_id,
        articles.outlet,
        case
            when coalesce(lower(articles.wire_agency) != lower(articles.outlet), true)
                then articles.wire_agency
        end as wire_agency,
        articles.word_count,
        not articles.is_original
        and coalesce(originals.outlet, '') != coalesce(articles.outlet, '') as is_copy
    from articles
    left join article_clusters as clusters
        on articles.cluster_id = clusters.cluster_id and clusters.is_original
    left join articles as originals on clusters.article_id = originals.article_id
),

agency_counts as (
    select
        outlet,
        wire_agency,
        count(*) as article_count
    from placed
    where wire_agency is not null
    group by outlet, wire_agency
),

agency_lists as (
    select
        outlet,
        list(
            struct_pack(agency := wire_agency, article_count := article_count)
            order by article_count desc, wire_agency asc
        ) as agencies
    from agency_counts
    group by outlet
),

counted as (
    select
        outlet,
        count(*) as article_count,
        count(wire_agency) as wire_count,
        count(*) filter (is_copy) as copy_count,
        count(*) filter (is_copy or wire_agency is not null) as dependent_count,
        coalesce(sum(word_count) filter (is_copy or wire_agency is not null), 0)
        / nullif(sum(word_count), 0) as dependent_word_share,
        coalesce(
            list(article_id order by article_id) filter (is_copy or wire_agency is not null), []
        ) as article_ids
    from placed
    group by outlet
)

select  -- noqa: ST06
    counted.outlet,
    counted.article_count,
    counted.wire_count,
    counted.copy_count,
    counted.dependent_count,
    counted.wire_count / counted.article_count as wire_share,
    counted.dependent_count / counted.article_count as dependent_share,
    counted.dependent_word_share,
    coalesce(agency_lists.agencies, []) as agencies,
    counted.article_ids
from counted
left join agency_lists on counted.outlet is not distinct from agency_lists.outlet
order by counted.dependent_count desc, counted.outlet asc
