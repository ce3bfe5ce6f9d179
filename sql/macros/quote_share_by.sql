-- To whom the quotes go, by an attribute that you gave the speakers in `entity_attributes.csv`
-- (gender, party, country ...): `from quote_share_by('gender')`; for each outlet and period where
-- asked. A value counts on the days on which you say that it holds. Null is the value of known
-- speakers to whom you gave none. Denominator of `share`: statements, within the outlet and period,
-- of speakers who have a value; of `known_share`, of all known speakers. A speaker with two values
-- on one day counts for both. Copies count only `with_copies := true`. After the Gender Gap Tracker
-- (Asr et al., PLOS ONE 16(1), 2021).
create macro quote_share_by(
    wanted_attribute, by_outlet := false, by_period := null, with_copies := false
) as table
    with counted as (
        select  -- noqa: ST06
            entity_attributes.value as attribute_value,
            case when by_outlet then statements.outlet end as outlet,
            period_start(statements.published_date, statements.exactness, by_period) as period,
            count(*) as quote_count,
            cast(sum(statements.word_count) as bigint) as word_count,
            count(distinct statements.speaker_entity_id) as speaker_count,
            list(distinct statements.article_id order by statements.article_id) as article_ids
        from statements
        left join entity_attributes
            on
                statements.speaker_entity_id = entity_attributes.entity_id
                and entity_attributes.attribute = wanted_attribute
                and (
                    entity_attributes.valid_from is null
                    or statements.published_date >= entity_attributes.valid_from
                )
                and (
                    entity_attributes.valid_to is null
                    or statements.published_date <= entity_attributes.valid_to
                )
        where
            statements.speaker_entity_id is not null
            and (with_copies or statements.is_original)
            and (
                by_period is null
                or period_start(statements.published_date, statements.exactness, by_period)
                is not null
            )
        group by all
    )

    select  -- noqa: ST06
        outlet,
        period,
        attribute_value,
        quote_count,
        case
            when attribute_value is not null
                then quote_count / sum(quote_count) filter (attribute_value is not null) over (
                    partition by outlet, period
                )
        end as share,
        quote_count / sum(quote_count) over (partition by outlet, period) as known_share,
        word_count,
        speaker_count,
        article_ids
    from counted
    order by outlet asc, period asc, quote_count desc, attribute_value asc
