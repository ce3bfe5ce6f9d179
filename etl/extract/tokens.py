"""Words and sentences of a body, with their exact offsets.

Belongs here: cutting text into tokens and sentences. Does not belong here: what a token means
(`tagging`), or which quotation marks belong together (`quotemarks`).

Tokens are kept column by column, not as objects: an archive has hundreds of millions of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.contracts.articles import Paragraph
from etl.extract.lexicon import words

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f"
)
"""Combining marks that belong to the letter before them and that `\\w` leaves out."""

_SPLIT_BEFORE = "|".join(sorted(words("words", "hyphen_ends"), key=len, reverse=True))
_SPLIT_AFTER = "|".join(sorted(words("words", "hyphen_starts"), key=len, reverse=True))
"""Parts of a compound that are no part of the name in it: `US-backed`, `anti-China`."""

_TOKEN = re.compile(
    rf"""
      [A-Za-z]++(?=[\s,])                                  # most words, before all else: faster
    | (?:[^\W\d_]\.){{2,}}                                  # U.S., J.R.R.
    | \d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s|m|bn|tn|k|%)?\b     # 1,000.5  10:30  21st  1990s  5bn
    | [nN]['’][tT]\b                                        # n't, where \w did not take the n
    | ['’](?:s|S|re|ve|ll|d|m|em)\b                         # clitics
    | \b(?i:{_SPLIT_AFTER})(?=[-‐‑][A-Z])                    # anti|-|China
    | (?:[dDlLO]['’](?=[^\W\d_]))?                          # d'Estaing, O'Brien
      [\w{_MARKS}]+
      (?: [-‐‑&](?=\w)(?!(?:{_SPLIT_BEFORE})\b)[\w{_MARKS}]+  # but US|-|backed
        | (?:(?<=[tT])['’](?=[^\W\d_]{{2}}) | (?<=N)['’](?=D)) [\w{_MARKS}]+
      )*
    | `` | '' | \.\.\.+ | --+
    | \S
    """,
    re.VERBOSE,
)
_NAME_AHEAD = re.compile(r"\s+[A-Z]")
_JOINED = (
    words("places", "countries")
    | words("peoples", "peoples")
    | words("peoples", "faiths")
    | frozenset(
        ["US", "U.S.", "UK", "EU", "UN", "UAE", "Sino", "Anglo", "Franco", "Africa", "Asia"]
    )
)
_NT_AHEAD = re.compile(r"['’][tT]\b")

_ABBREVIATIONS = frozenset(word.casefold() for word in words("words", "abbreviations"))
_CLOSERS = frozenset("\"'”’»“)]}›") | {"''"}
_OPENERS = frozenset("\"'“‘«„‚([{‹»") | {"``", "''"}
_STOPS = frozenset(".!?…。！？؟۔") | {"..."}
_GO_ON = frozenset(",;:)-")
_DOTTED_STARTERS = (
    words("words", "determiners") | words("words", "pronouns") | words("words", "conjunctions")
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` to `end` (exclusive) of one paragraph."""

    first: int
    end: int
    paragraph: int
    """Place of the paragraph in the sequence that was cut."""


@dataclass(slots=True)
class Tokens:
    """The tokens of one body, column by column."""

    body: str
    text: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    """Offset of the token in the body."""
    end: list[int] = field(default_factory=list)
    """Offset after the token."""
    paragraph: list[int] = field(default_factory=list)
    """Place of the token's paragraph in the sequence that was cut."""
    paragraph_bounds: list[tuple[int, int]] = field(default_factory=list)
    """First token, and the one after the last, of each paragraph."""

    def __len__(self) -> int:
        return len(self.text)

    def span(self, first: int, end: int) -> str:
        """The body from token `first` up to, not including, token `end`."""
        return self.body[self.start[first] : self.end[end - 1]] if end > first else ""

    def at(self, offset: int) -> int:
        """The first token that starts at or after an offset of the body."""
        return bisect_left(self.start, offset)


def tokenize(body: str, paragraphs: Sequence[Paragraph]) -> Tokens:
    """Cut the paragraphs of a body into tokens.

    White space between tokens belongs to none; everything else belongs to exactly one. Possessive
    and auxiliary clitics (`'s`, `n't`) are tokens of their own, as in the Penn Treebank; hyphenated
    words are one token, but for what is joined to a name without being part of it (`US-backed`).
    """
    tokens = Tokens(body)
    text, lower, start, end = tokens.text, tokens.lower, tokens.start, tokens.end
    for number, paragraph in enumerate(paragraphs):
        first = len(text)
        limit = paragraph.char_end
        matches = _TOKEN.finditer(body, paragraph.char_start, limit)
        while (match := next(matches, None)) is not None:
            begin, position = match.span()
            word = body[begin:position]
            if word == "." and len(text) > first and end[-1] == begin and _shortened(text[-1]):
                text[-1] += "."
                end[-1] = position
                continue
            if "-" in word and _joins_names(word, body, position, limit):
                word = word[: word.index("-")]  # Jordanian|-|Lebanese
                position = begin + len(word)
                matches = _TOKEN.finditer(body, position, limit)
            if word[-1] in "nN" and len(word) > 1 and _NT_AHEAD.match(body, position, limit):
                word, position = word[:-1], position - 1  # did|n't
                matches = _TOKEN.finditer(body, position, limit)
            text.append(word)
            start.append(begin)
            end.append(position)
        tokens.paragraph.extend([number] * (len(text) - first))
        tokens.paragraph_bounds.append((first, len(text)))
    lower.extend([word.casefold() for word in text])
    if "’" in body:
        for index, word in enumerate(text):
            if "’" in word:
                lower[index] = lower[index].replace("’", "'")
    return tokens


def _shortened(word: str) -> bool:
    """Whether a full stop right after a word belongs to it (`Dr.`, `J.`)."""
    return word.casefold() in _ABBREVIATIONS or (len(word) == 1 and word.isupper())


def _joins_names(word: str, body: str, end: int, limit: int) -> bool:
    """Whether a hyphen joins names of countries or peoples that remain two (`US-China talks`).

    Not so where a name goes on (`China-Pakistan Economic Corridor`).
    """
    parts = word.split("-")
    joined = word not in _JOINED and all(part in _JOINED for part in parts)
    return joined and not _NAME_AHEAD.match(body, end, limit)


def _ends_sentence(tokens: Tokens, index: int, after: int, limit: int) -> bool:
    """Whether the stop at `index` ends a sentence; `after` is the token after its closing marks."""
    if after >= limit:
        return True
    following = tokens.text[after]
    if following in _GO_ON:
        return False
    if tokens.start[after] == tokens.end[index] and following[0].isalnum():
        # `D-N.Y.`, `news.com`; but `the end.The next`, where white space was lost
        before = tokens.text[index - 1] if index else ""
        return len(before) > 2 and before.islower() and following[0].isupper()
    probe = after
    while probe < limit and tokens.text[probe] in _OPENERS:
        probe += 1
    if probe == limit:
        return True  # nothing but marks
    following = tokens.text[probe]
    if not (following[0].isupper() or following[0].isdigit() or not following[0].isalpha()):
        return not following[0].islower()
    word = tokens.text[index]
    if len(word) == 1 or word == "...":
        return True
    if len(word) == 2 and word[0].isupper():
        return False  # an initial
    if word.casefold().rstrip(".") in _ABBREVIATIONS:
        # `No. 5`, `Dr. Smith`; but `Acme Inc. The firm` ends
        return tokens.lower[probe] in _DOTTED_STARTERS and word[:-1].casefold() not in _TITLE_LIKE
    return probe > after or tokens.lower[probe] in _DOTTED_STARTERS  # U.S. The; N.Y. "We


_TITLE_LIKE = words("grammar", "tokens.title_like")


def sentences(tokens: Tokens, inside: Sequence[int]) -> list[Sentence]:
    """Cut tokens into sentences.

    A sentence never ends inside a pair of quotation marks: `"Stop! Now!" he said.` is one.

    Args:
        tokens: the tokens.
        inside: for each token, the number of the quotation that it stands in, or -1.
    """
    found: list[Sentence] = []
    for paragraph, (first, limit) in enumerate(tokens.paragraph_bounds):
        begin = index = first
        while index < limit:
            word = tokens.text[index]
            if word[-1] in _STOPS and (word in _STOPS or len(word) > 1):
                after = index + 1
                while (
                    after < limit
                    and (tokens.text[after] in _CLOSERS or tokens.text[after] in _STOPS)
                    and not (inside[after] >= 0 and inside[after] != inside[after - 1])
                    and (tokens.start[after] == tokens.end[after - 1])
                ):
                    after += 1
                open_quote = after < limit and inside[after] >= 0 and inside[after] == inside[index]
                if not open_quote and _ends_sentence(tokens, index, after, limit):
                    found.append(Sentence(begin, after, paragraph))
                    begin = after
                index = after
            else:
                index += 1
        if begin < limit:
            found.append(Sentence(begin, limit, paragraph))
    return found
