-- The words of the texts of one batch, each once a text, with how often it stands there.
--
-- Reads texts (row_no, title, text).
with tokens as (
    select
        row_no,
        unnest(search_tokens(text)) as token
    from texts

    union all

    select
        row_no,
        unnest(search_tokens(title)) as token
    from texts
),

counted as (
    select
        token,
        row_no,
        count(*) as frequency
    from tokens
    group by token, row_no
),

-- Each form is looked at once, not each time that it stands somewhere.
forms as (
    select
        token,
        search_word(token) as term
    from (select distinct c.token from counted as c) as tokens_once
)

select
    forms.term,
    counted.row_no,
    sum(counted.frequency) as frequency
from counted
inner join forms on counted.token = forms.token
group by forms.term, counted.row_no
order by forms.term, counted.row_no
