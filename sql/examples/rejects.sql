-- What could not be read, and why.
select
    path,
    position,
    code,
    message
from rejects
order by path asc, position asc
