-- Who gets the word, by the side that each speaker is on.
select
    attribute_value,
    quote_count,
    speaker_count,
    round(share, 2) as share,
    round(known_share, 2) as known_share
from quote_share_by('side')
order by quote_count desc, attribute_value asc
