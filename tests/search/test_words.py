"""How texts are cut into words: by every writing's own letters, the same in text and query."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.lake.indexing import indexer
from etl.lake.layout import Layout
from etl.lake.sql_files import load_objects

WITH_TEXTS = {
    *("search_hits", "search_articles", "search_quotes", "search_quote_texts", "search_speakers")
}
"""Macros that read tables."""


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with indexer(Layout(tmp_path_factory.mktemp("words"))) as connection:
        for item in load_objects():
            if item.kind == "macro" and item.name.startswith("search_"):
                made = item.sql.replace("create macro", "create or replace macro", 1)
                if item.name not in WITH_TEXTS:
                    connection.execute(made)
        yield connection


def cut(connection: duckdb.DuckDBPyConnection, text: str) -> list[str]:
    (found,) = connection.execute(
        "select list_transform(search_tokens(?), lambda token: search_word(token))", [text]
    ).fetchall()[0]
    return list(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor’s plan", "the mayor s plan"),
        ("O'Neill doesn't", "o neill doesn t"),
        ("COVID-19 re-elected", "covid 19 re elected"),
        ("1,000.5 at 10:30, 21st, G20", "1 000 5 at 10 30 21st g20"),
        ("the U.S. and the US, J.R.R. Tolkien", "the us and the us jrr tolkien"),
        ("the end.The next", "the end the next"),
        ("Müller in Straße, STRASSE", "muller in strasse strasse"),
        ("Donaudampfschifffahrtsgesellschaft", "donaudampfschifffahrtsgesellschaft"),
        ("naïve Ångström Đặng ÉTÉ İstanbul", "naive angstrom đang ete istanbul"),
        ("Ёлка и йод", "елка и йод"),
        ("Ελλάδα ΟΔΟΣ οδός", "ελλαδα οδοσ οδοσ"),
        ("ὁ῁ λόγος΅", "ο λογοσ"),
        ("2026年中国GDP", "2026 年 中 国 gdp"),
        ("東京タワー、「大阪」", "東 京 タ ワ ー 大 阪"),
        ("대통령은", "대 통 령 은"),
        ("ไทย", "ไ ท ย"),
        ("مرحبا، العالم؟", "مرحبا العالم"),
        ("नमस्ते दुनिया।", "नमस्ते दुनिया"),
        ("a_b foo@bar.org http://x.y/z?q=1", "a b foo bar org http x y z q 1"),
        ("🙂 ok — “so”…", "ok so"),
        ("", ""),
        (" .,;", ""),
    ],
)
def test_words(words: duckdb.DuckDBPyConnection, text: str, expected: str) -> None:
    assert " ".join(cut(words, text)) == expected


TEXTS = st.text(
    st.one_of(
        st.sampled_from("abcßÉœø .,-'’“”\n0519月中ไท한ёй٤،।"),
        st.characters(max_codepoint=0x2FFF, exclude_categories=("Cs", "Cn", "Co")),
    ),
    max_size=40,
)


def is_sign(char: str) -> bool:
    """What is a letter to Unicode and written as a sign (`№`, `ª`, `ℓ`)."""
    return ord(char) < 0xC0 or 0x2000 <= ord(char) <= 0x2BFF or 0x2C2 <= ord(char) <= 0x2DF


def test_every_letter_and_digit_of_every_writing_is_a_word(
    words: duckdb.DuckDBPyConnection,
) -> None:
    letters = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl"}
        and not is_sign(char)
    ]
    lost = words.execute(
        "select char from (select unnest(?::varchar[]) as char)"
        " where len(search_tokens(char)) != 1",
        [letters],
    ).fetchall()
    assert not lost


@given(TEXTS)
def test_every_letter_and_digit_is_in_a_word_and_nothing_else(
    words: duckdb.DuckDBPyConnection, text: str
) -> None:
    (tokens,) = words.execute("select search_tokens(?)", [text]).fetchall()[0]
    place = 0
    between = []
    for token in tokens:
        start = text.index(token, place)
        between.append(text[place:start])
        place = start + len(token)
    between.append(text[place:])
    for char in "".join(between):
        assert unicodedata.category(char)[0] != "L" or is_sign(char), hex(ord(char))
        assert unicodedata.category(char) != "Nd"
    for token in tokens:
        assert not any(char.isascii() and not char.isalnum() and char != "." for char in token)
        assert "." not in token or token.count(".") >= 2


@given(TEXTS)
def test_a_word_of_a_word_is_itself(words: duckdb.DuckDBPyConnection, text: str) -> None:
    """So a word copied from the index is found again."""
    for word in cut(words, text):
        assert "".join(cut(words, word)) == word


@given(TEXTS)
def test_case_and_accents_do_not_matter(words: duckdb.DuckDBPyConnection, text: str) -> None:
    latin = "".join(char for char in text if ord(char) < 0x180 and char not in "ıŉſµªº")
    plain = unicodedata.normalize("NFD", latin)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    assert cut(words, latin) == cut(words, plain.lower())


@given(
    st.lists(st.sampled_from(["new", "York", "US", "U.S.", "Straße", "été", "中", "2026"])),
    st.lists(st.sampled_from([" ", ", ", "-", "\n\n", "’"]), min_size=30, max_size=30),
    st.lists(st.sampled_from(["new", "york", "us", "strasse", "ete", "中", "2026"]), min_size=2),
)
def test_a_pattern_finds_what_the_words_say(
    words: duckdb.DuckDBPyConnection, text: list[str], gaps: list[str], phrase: list[str]
) -> None:
    body = "".join(word + gap for word, gap in zip(text, gaps, strict=False))
    ((found,),) = words.execute(
        "select regexp_matches(?, search_pattern(?))", [body, " ".join(phrase)]
    ).fetchall()
    assert found == (f" {' '.join(phrase)} " in f" {' '.join(cut(words, body))} ")


def test_every_accented_letter_is_among_those_of_its_letter(
    words: duckdb.DuckDBPyConnection,
) -> None:
    letters = [
        chr(code) for code in range(0xC0, 0x2000) if unicodedata.category(chr(code)) in {"Lu", "Ll"}
    ]
    rows = words.execute(
        "select letter, search_word(letter) as word, "
        "regexp_full_match(letter, '(?i)' || search_letters(search_word(letter))) "
        "from (select unnest(?) as letter) where length(search_word(letter)) = 1",
        [letters],
    ).fetchall()
    assert len(rows) > 1000
    wrong = [letter for letter, word, found in rows if not found and word.isascii()]
    assert wrong == []


READ = {
    'a "b c"': ["1 a", "2 b c"],
    "a OR b c": ["1 a", "1 b", "2 c"],
    "-a NOT b": ["1 - a", "2 - b"],
    "elect*": ["1 elect*"],
    '"climate chang*"': ["1 climate chang*"],
    '"climate chang"*': ["1 climate chang*"],
    'TITLE:"a b" -outlet:c': ["1 title: a b", "2 - outlet: c"],
    "covid-19": ["1 covid 19"],
    "„hohe see“ «x y»": ["1 hohe see", "2 x y"],
    "a AND b & . c": ["1 a", "2 b", "3 c"],
    "foo:bar": ["1 foo bar"],
    '"open': ["1 open"],
    "OR a OR": ["1 a"],
    "": [],
    "…": [],
}
"""Query -> its items: the number of the clause, a minus, the field, the words."""


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("new york new york, New York!", "new york", ["new york new york, New York"]),
        ("2026年中国GDP", "中国", ["中国"]),
        ("中国中国GDP 中国", "中国", ["中国中国", "中国"]),
        ("the U.S. Senate", "us senate", ["U.S. Senate"]),
        ("climate changes, climate-change", "climate chang*", ["climate changes, climate-change"]),
        ("unclimate change", "climate change", []),
    ],
)
def test_a_pattern_finds_stretches_of_a_phrase(
    words: duckdb.DuckDBPyConnection, text: str, phrase: str, expected: list[str]
) -> None:
    ((found,),) = words.execute(
        "select regexp_extract_all(?, search_pattern(?), 1)", [text, phrase]
    ).fetchall()
    assert found == expected


@pytest.mark.parametrize("query", READ)
def test_a_query_is_read(words: duckdb.DuckDBPyConnection, query: str) -> None:
    rows = words.execute(
        "select dense_rank() over (order by clause_no), excluded, field, "
        "array_to_string(words, ' '), is_prefix from search_items(?) order by item_no",
        [query],
    ).fetchall()
    assert [
        f"{clause}{' -' * excluded}{f' {field}:' * bool(field)} {asked}{'*' * is_prefix}"
        for clause, excluded, field, asked, is_prefix in rows
    ] == READ[query]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("after:2020", "2020-01-01"),
        ("before:2020-05", "2020-05-01"),
        ('after:"2020-05-17"', "2020-05-17"),
    ],
)
def test_a_date_is_read(words: duckdb.DuckDBPyConnection, query: str, expected: str) -> None:
    rows = words.execute("select bound from search_items(?)", [query]).fetchall()
    assert [str(row[0]) for row in rows] == [expected]


@pytest.mark.parametrize("query", ["after:lately", "before:2020-13", "after:17.5.2020", "after:20"])
def test_a_date_that_is_none_says_what_is_expected(
    words: duckdb.DuckDBPyConnection, query: str
) -> None:
    with pytest.raises(duckdb.Error, match="expected a year, month or day, such as"):
        words.execute("from search_items(?)", [query]).fetchall()
