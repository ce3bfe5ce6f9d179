-- The words of the texts of one batch, each once a text, with how often it stands there; and, with
-- a space between them, words that stand beside each other in so many texts as `often` says. Of
-- `bla bla` it is not known how often it stands in `bla bla bla`, so that a word beside itself is
-- left out.
--
-- Reads texts (row_no, title, text) and often (text_count).
with cut as materialized (
    select
        row_no,
        search_tokens(text) as tokens
    from texts

    union all

    select
        row_no,
        search_tokens(title) as tokens
    from texts
),

counted as materialized (
    select
        token,
        row_no,
        count(*) as frequency
    from (
        select
            row_no,
            unnest(tokens) as token
        from cut
    ) as tokens_apart
    group by token, row_no
),

-- Each form is looked at once, not each time that it stands somewhere.
forms as materialized (
    select
        token,
        search_word(token) as term
    from (select distinct c.token from counted as c) as tokens_once
),

words as materialized (
    select
        forms.term,
        counted.row_no,
        sum(counted.frequency) as frequency
    from counted
    inner join forms on counted.token = forms.token
    group by forms.term, counted.row_no
),

common as (
    select term
    from words
    group by term
    having count(*) >= (select often.text_count from often)
),

common_forms as materialized (
    select
        forms.token,
        forms.term
    from forms
    inner join common on forms.term = common.term
),

beside as (
    select
        row_no,
        token,
        next_token,
        count(*) as frequency
    from (
        select
            row_no,
            unnest(tokens) as token,
            unnest(tokens[2:]) as next_token
        from cut
    ) as tokens_apart
    where
        token in (select f.token from common_forms as f)
        and next_token in (select f.token from common_forms as f)
    group by row_no, token, next_token
),

pairs as materialized (
    select
        beside.row_no,
        firsts.term || ' ' || seconds.term as term,
        sum(beside.frequency) as frequency
    from beside
    inner join common_forms as firsts on beside.token = firsts.token
    inner join common_forms as seconds on beside.next_token = seconds.token
    where firsts.term <> seconds.term
    group by beside.row_no, firsts.term || ' ' || seconds.term
)

select
    term,
    row_no,
    frequency
from words

union all

select
    term,
    row_no,
    frequency
from pairs
where
    term in (
        select p.term
        from pairs as p
        group by p.term
        having count(*) >= (select often.text_count from often)
    )
order by term, row_no
