-- What an outlet puts on the agenda: in which share of its articles an entity is named, for each
-- outlet, or one, and each period, or all time: `from agenda_share('The Post', 'month')`.
-- Denominator: the outlet's published articles in the period, whatever they name. Only persons,
-- organisations and locations, only those that two of these articles name, and neither the outlet
-- itself nor an agency that articles of the archive credit. Copies count only
-- `with_copies := true`. `place` is within outlet and period. After McCombs and Shaw, The
-- Agenda-Setting Function of Mass Media (Public Opinion Quarterly 36, 1972), with names for issues.
create macro agenda_share(
    wanted_outlet := null, by_period := null, with_copies := false
) as table
    with totals as (
        select
            outlet,
            period_start(published_date, published_precision, by_period) as period,
            count(*) as outlet_article_count
        from articles
        where
            (with_copies or is_original)
            and (wanted_outlet is null or outlet = wanted_outlet)
        group by outlet, period_start(published_date, published_precision, by_period)
    ),

    counted as (
        select  -- noqa: ST06
            outlet,
            period_start(published_date, exactness, by_period) as period,
            entity_id,
            count(*) as article_count,
            list(article_id order by article_id) as article_ids
        from entity_articles
        where
            (with_copies or is_original)
            and (wanted_outlet is null or outlet = wanted_outlet)
            and type in ('PERSON', 'ORGANIZATION', 'LOCATION')
            and (
                by_period is null
                or period_start(published_date, exactness, by_period) is not null
            )
        group by outlet, period_start(published_date, exactness, by_period), entity_id
        having count(*) > 1
    ),

    agencies as (
        select list(distinct lower(wire_agency)) as agency_names
        from articles
    )

    select  -- noqa: ST06
        counted.outlet,
        counted.period,
        entities.canonical_name as name,
        entities.type,
        counted.article_count,
        totals.outlet_article_count,
        counted.article_count / totals.outlet_article_count as share,
        rank() over (
            partition by counted.outlet, counted.period
            order by counted.article_count desc
        ) as place,
        counted.entity_id,
        counted.article_ids
    from counted
    inner join totals
        on
            counted.outlet is not distinct from totals.outlet
            and counted.period is not distinct from totals.period
    inner join entities on counted.entity_id = entities.entity_id
    cross join agencies
    where
        lower(entities.canonical_name) is distinct from lower(counted.outlet)
        and not coalesce(
            list_has_any(
                list_transform(entities.aliases, lambda one: lower(one)), agencies.agency_names
            ),
            false
        )
    order by counted.outlet asc, counted.period asc, counted.article_count desc, name asc
