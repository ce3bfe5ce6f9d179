-- The offices that a person is given.
select
    role,
    article_count,
    outlet_count,
    first_date,
    last_date
from role_history
where name = 'Hugo Brandt'
order by first_date asc, role asc
