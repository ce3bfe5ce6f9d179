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

-- Words that stand in many texts have a number: millions of pairs of numbers are soon counted.
common as materialized (
    select
        term,
        row_number() over (order by term) as word_no
    from words
    group by term
    having count(*) >= (select often.text_count from often)
),

common_forms as materialized (
    select
        forms.token,
        common.word_no
    from forms
    inner join common on forms.term = common.term
),

beside as materialized (
    select
        tokens_apart.row_no,
        firsts.word_no as first_no,
        seconds.word_no as second_no
    from (
        select
            row_no,
            unnest(tokens) as token,
            unnest(tokens[2:]) as next_token
        from cut
    ) as tokens_apart
    inner join common_forms as firsts on tokens_apart.token = firsts.token
    inner join common_forms as seconds on tokens_apart.next_token = seconds.token
    where firsts.word_no <> seconds.word_no
),

-- Those that stand often enough in all, of which some stand often in few texts.
repeated as (
    select
        first_no,
        second_no
    from beside
    group by first_no, second_no
    having count(*) >= (select often.text_count from often)
),

pairs as materialized (
    select
        beside.row_no,
        beside.first_no,
        beside.second_no,
        count(*) as frequency
    from beside
    inner join repeated
        on beside.first_no = repeated.first_no and beside.second_no = repeated.second_no
    group by beside.row_no, beside.first_no, beside.second_no
),

frequent as (
    select
        pairs.first_no,
        pairs.second_no,
        any_value(firsts.term || ' ' || seconds.term) as term
    from pairs
    inner join common as firsts on pairs.first_no = firsts.word_no
    inner join common as seconds on pairs.second_no = seconds.word_no
    group by pairs.first_no, pairs.second_no
    having count(*) >= (select often.text_count from often)
)

select
    term,
    row_no,
    frequency
from words

union all

select
    frequent.term,
    pairs.row_no,
    pairs.frequency
from pairs
inner join frequent
    on pairs.first_no = frequent.first_no and pairs.second_no = frequent.second_no
