-- How many voices an outlet gives room to: the spread of its statements over known speakers, for
-- each outlet, or one, and each period, or all time: `from source_diversity('The Post', 'month')`.
-- Denominator: statements with a known speaker; of unnamed_share, all statements. Copies count only
-- `with_copies := true`. An even spread over few and an uneven one over many can have one entropy:
-- read the Gini coefficient (0 even, towards 1 all to one) and top_share beside it. All of them
-- grow with the number of statements: compare outlets of like size. Periods leave out articles
-- whose date is not known that exactly. The measures are those of McDonald and Dimmick, The
-- Conceptualization and Measurement of Diversity (Communication Research 30, 2003).
create macro source_diversity(
    wanted_outlet := null, by_period := null, top := 5, with_copies := false
) as table
    with counted as (
        select  -- noqa: ST06
            outlet,
            period_start(published_date, exactness, by_period) as period,
            speaker_entity_id,
            count(*) as quote_count
        from statements
        where
            (with_copies or is_original)
            and (wanted_outlet is null or outlet = wanted_outlet)
            and (
                by_period is null
                or period_start(published_date, exactness, by_period) is not null
            )
        group by outlet, period_start(published_date, exactness, by_period), speaker_entity_id
    ),

    ranked as (
        select
            counted.outlet,
            counted.period,
            counted.speaker_entity_id,
            counted.quote_count,
            counted.quote_count
            / sum(counted.quote_count) over (partition by counted.outlet, counted.period)
                as share,
            row_number() over (
                partition by counted.outlet, counted.period
                order by counted.quote_count desc, counted.speaker_entity_id asc
            ) as place,
            row_number() over (
                partition by counted.outlet, counted.period
                order by counted.quote_count asc, counted.speaker_entity_id desc
            ) as place_from_below
        from counted
        where counted.speaker_entity_id is not null
    ),

    measured as (
        select  -- noqa: ST06
            outlet,
            period,
            count(*) as speaker_count,
            cast(sum(quote_count) as bigint) as named_count,
            -sum(share * log2(share)) as shannon,
            2 * sum(place_from_below * quote_count) / (count(*) * sum(quote_count))
            - (count(*) + 1) / count(*) as gini,
            coalesce(sum(share) filter (place <= top), 0) as top_share,
            max(share) as largest_share,
            min(speaker_entity_id) filter (place = 1) as top_entity_id
        from ranked
        group by outlet, period
    ),

    totals as (
        select
            outlet,
            period,
            cast(sum(quote_count) as bigint) as quote_count,
            cast(
                coalesce(sum(quote_count) filter (speaker_entity_id is null), 0) as bigint
            ) as unnamed_count
        from counted
        group by outlet, period
    )

    select  -- noqa: ST06
        totals.outlet,
        totals.period,
        totals.quote_count,
        totals.unnamed_count / totals.quote_count as unnamed_share,
        coalesce(measured.speaker_count, 0) as speaker_count,
        abs(measured.shannon) as shannon,
        case
            when measured.speaker_count > 1 then measured.shannon / log2(measured.speaker_count)
        end as evenness,
        measured.gini,
        measured.top_share,
        entities.canonical_name as top_speaker,
        measured.largest_share as top_speaker_share
    from totals
    left join measured
        on
            totals.outlet is not distinct from measured.outlet
            and totals.period is not distinct from measured.period
    left join entities on measured.top_entity_id = entities.entity_id
    order by totals.outlet asc, totals.period asc
