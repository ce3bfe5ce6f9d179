-- A word in its contexts.
select
    published_date,
    outlet,
    before_term,
    term_found,
    after_term
from kwic('small print', 30)
