-- Quotes by party of the speaker on the day, where `entity_attributes.csv` says it.
select
    entity_attributes.value as party,
    count(*) as quote_count,
    count(distinct quote_details.speaker_entity_id) as speaker_count
from quote_details
left join entity_attributes
    on
        quote_details.speaker_entity_id = entity_attributes.entity_id
        and entity_attributes.attribute = 'party'
        and quote_details.published_date
        between coalesce(entity_attributes.valid_from, date '0001-01-01')
        and coalesce(entity_attributes.valid_to, date '9999-12-31')
group by party
order by quote_count desc, party asc
