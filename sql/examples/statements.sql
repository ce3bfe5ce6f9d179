-- The words that each kind of statement takes up.
select
    kind,
    count(*) as statement_count,
    sum(word_count) as word_count
from statements
where is_original
group by kind
order by kind asc
