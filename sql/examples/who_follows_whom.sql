-- Who takes stories up after whom, within three days.
select
    leader,
    follower,
    led_count,
    followed_count,
    tie_count
from who_follows_whom(3)
order by led_count desc, leader asc, follower asc
