"""Search in plain Python: what `search_articles` should find, and with which score.

Belongs here: matching and BM25 over lists of words, without an index. The words are cut by the
macros of the catalogue, of which there is one definition; nothing else is shared with them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb

K1, B = 1.2, 0.75


@dataclass(frozen=True)
class Text:
    """A text by its words, part by part: title and body of an article, or a quote."""

    key: str
    parts: tuple[tuple[str, ...], ...]
    length: int
    """Of an article its words, of a quote its characters."""


@dataclass(frozen=True)
class Item:
    """Words one after the other; of the last one perhaps only the beginning."""

    words: tuple[str, ...]
    is_prefix: bool = False

    def frequency(self, text: Text) -> int:
        """Occurrences; one that overlaps the one before is not counted."""
        found = 0
        size = len(self.words)
        for part in text.parts:
            place = 0
            while place + size <= len(part):
                piece = part[place : place + size]
                last = piece[-1].startswith(self.words[-1]) if self.is_prefix else None
                same = piece[:-1] == self.words[:-1] if self.is_prefix else piece == self.words
                if same and last is not False:
                    found += 1
                    place += size
                else:
                    place += 1
        return found

    def weight(self, texts: Sequence[Text]) -> float:
        """The sum of the rarities of its words."""
        total = 0.0
        for word, is_open in {
            (word, self.is_prefix and place == len(self.words) - 1)
            for place, word in enumerate(self.words)
        }:
            one = Item((word,), is_open)
            count = sum(one.frequency(text) > 0 for text in texts)
            total += math.log(1 + (len(texts) - count + 0.5) / (count + 0.5))
        return total


def scores(
    texts: Sequence[Text],
    clauses: Sequence[Sequence[Item]],
    without: Sequence[Item] = (),
    limit: Callable[[Text], bool] = lambda _: True,
) -> dict[str, float]:
    """Text -> its score, for those that have an item of every clause and none of the others."""
    average = sum(text.length for text in texts) / len(texts)
    weights = {item: item.weight(texts) for clause in clauses for item in clause}
    found = {}
    for text in texts:
        if not limit(text) or any(item.frequency(text) for item in without):
            continue
        counts = [[item.frequency(text) for item in clause] for clause in clauses]
        if not all(map(any, counts)):
            continue
        score = 0.0
        for clause, clause_counts in zip(clauses, counts, strict=True):
            for item, count in zip(clause, clause_counts, strict=True):
                length = 1 - B + B * text.length / average
                score += weights[item] * count * (K1 + 1) / (count + K1 * length)
        found[text.key] = score
    return found


def words_of(connection: duckdb.DuckDBPyConnection, text: str | None) -> tuple[str, ...]:
    """The words of a text as the index has them."""
    (words,) = connection.execute(
        "select list_transform(search_tokens(?), lambda token: search_word(token))", [text or ""]
    ).fetchall()[0]
    return tuple(words)


def articles(connection: duckdb.DuckDBPyConnection) -> list[Text]:
    """The published articles."""
    rows = connection.execute("select article_id, title, body from articles").fetchall()
    parts = [
        (str(key), (words_of(connection, title), words_of(connection, body)))
        for key, title, body in rows
    ]
    return [Text(key, words, sum(map(len, words))) for key, words in parts]


def quotes(connection: duckdb.DuckDBPyConnection) -> list[Text]:
    """The published quotes."""
    rows = connection.execute("select quote_id, text from quotes").fetchall()
    return [Text(str(key), (words_of(connection, text),), len(text)) for key, text in rows]
