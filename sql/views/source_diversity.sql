-- How many voices an outlet gives room to: the spread of its quotes over known speakers.
-- @column quote_count: Quotes, copies included.
-- @column named_count: Those with a known speaker.
-- @column unnamed_share: Of all quotes, those without one.
-- @column speaker_count: Known speakers.
-- @column shannon: Shannon entropy of quotes over known speakers, in bits; 0 for a lone speaker.
-- @column top_speaker: The most quoted.
-- @column top_share: Share of the known speakers' quotes that are theirs.
create view source_diversity as
with counted as (
    select
        outlet,
        speaker_entity_id,
        any_value(speaker) as speaker,
        count(*) as quote_count
    from quote_details
    group by outlet, speaker_entity_id
),

shares as (
    select
        outlet,
        speaker,
        quote_count,
        speaker_entity_id is not null as is_named,
        quote_count / nullif(
            sum(quote_count) filter (speaker_entity_id is not null) over (partition by outlet), 0
        ) as share
    from counted
)

select
    outlet,
    cast(sum(quote_count) as bigint) as quote_count,
    cast(coalesce(sum(quote_count) filter (is_named), 0) as bigint) as named_count,
    coalesce(sum(quote_count) filter (not is_named), 0) / sum(quote_count) as unnamed_share,
    count(*) filter (is_named) as speaker_count,
    coalesce(-sum(share * log2(share)) filter (is_named), 0) as shannon,
    first(speaker order by quote_count desc, speaker asc) filter (is_named) as top_speaker,
    max(share) filter (is_named) as top_share
from shares
group by outlet
order by outlet asc
