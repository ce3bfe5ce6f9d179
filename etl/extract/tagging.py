"""The tags of the model, and what it sees of a token beside the word.

Belongs here: the scheme of tags, from tags to spans, and the contexts that are computed, not
learned. Does not belong here: running the model (`tagger`).

Both tasks use BIOES tags: `B-` begins a span, `I-` goes on, `E-` ends it, `S-` is one token alone.
Roles are those of PolNeAR (source, cue, content); a token has one at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from etl.extract.attribution import Statement
from etl.extract.names import Name
from etl.extract.tokens import Tokens

ENTITY_TYPES = (
    "PERSON", "ORGANIZATION", "LOCATION", "NORP", "FACILITY", "PRODUCT", "MISC", "DATE", "MONEY",
)  # fmt: skip
ROLES = ("source", "cue", "content")

ROLE_GUESSES = 1 + 2 * len(ROLES)


def _bioes(kinds: Sequence[str]) -> tuple[str, ...]:
    return ("O", *(f"{place}-{kind}" for kind in kinds for place in "BIES"))


ENTITY_TAGS = _bioes(ENTITY_TYPES)
ROLE_TAGS = _bioes(ROLES)

QUOTES = 4
"""Contexts of quotation: outside, within, opening mark, closing mark."""
REPEATS = 3
"""Contexts of repetition: no capital; capital, and the text has the word in lower case; capital."""
CONTEXTS = QUOTES * REPEATS
GUESSES = 1 + 2 * len(ENTITY_TYPES)
"""What the rules found: nothing, or the first or a later token of a name of each type."""


@dataclass(slots=True)
class Scheme:
    """Names of classes, numbered as they come."""

    names: dict[str, list[str]] = field(default_factory=dict)

    def number(self, task: str, name: str) -> int:
        """The number of a class of a task."""
        known = self.names.setdefault(task, [])
        if name not in known:
            known.append(name)
        return known.index(name)


def contexts(text: Sequence[str], inside: Sequence[int]) -> list[int]:
    """For each token: where it stands to quotation marks, and whether the text has it uncapped.

    Args:
        text: the words of a text.
        inside: for each word, the number of the quotation that it stands in, or -1.
    """
    lower_here = {word for word in set(text) if word[:1].islower()}
    repeats = {
        word: (1 if word.lower() in lower_here else 2) if word[:1].isupper() else 0
        for word in set(text)
    }
    found = [QUOTES * repeats[word] for word in text]
    last = len(inside) - 1
    for index, place in enumerate(inside):
        if place >= 0:
            state = 1
            if index == 0 or inside[index - 1] != place:
                state = 2
            elif index == last or inside[index + 1] != place:
                state = 3
            found[index] += state
    return found


def guesses(length: int, names: Sequence[Name]) -> list[int]:
    """For each token the name that rules found there, as a number below GUESSES.

    Args:
        length: tokens of the text.
        names: names found by rules (`capitals`, `values`, `datelines`), none overlapping.
    """
    found = [0] * length
    for name in names:
        number = 1 + 2 * ENTITY_TYPES.index(name.type)
        found[name.first] = number
        found[name.first + 1 : name.end] = [number + 1] * (name.end - name.first - 1)
    return found


def role_guesses(tokens: Tokens, statements: Sequence[Statement]) -> list[int]:
    """For each token the role that rules gave it, as a number below ROLE_GUESSES.

    Args:
        tokens: the tokens.
        statements: statements found by rules (`attribution`).
    """
    found = [0] * len(tokens)
    for statement in statements:
        spans = [(5, tokens.at(start), tokens.at(end)) for start, end in statement.parts]
        if statement.source is not None:
            spans.append((1, statement.source.first, statement.source.end))
        if statement.cue is not None:
            spans.append((3, *statement.cue))
        for number, first, end in spans:
            if end > first:
                found[first:end] = [number, *[number + 1] * (end - first - 1)]
    return found


def _allowed(tags: Sequence[str]) -> NDArray[np.bool_]:
    """Which tag may follow which: rows the first, columns the second."""
    size = len(tags)
    table = np.zeros((size, size), np.bool_)
    for one, first in enumerate(tags):
        for other, second in enumerate(tags):
            if first[0] in "BI":  # an open span goes on or ends
                table[one, other] = second[0] in "IE" and second[1:] == first[1:]
            else:
                table[one, other] = second[0] in "OBS"
    return table


class Decoder:
    """From scores of tags to the likeliest sequence of tags that makes whole spans."""

    def __init__(self, tags: Sequence[str]) -> None:
        self.tags = tuple(tags)
        self.allowed = _allowed(tags)
        self._starts = np.array([tag[0] in "OBS" for tag in tags])
        self._ends = np.array([tag[0] in "OES" for tag in tags])
        self._barred = np.where(self.allowed, 0.0, -1e9).astype(np.float32)

    def decode(self, scores: NDArray[np.float32]) -> NDArray[np.int64]:
        """The best valid sequence of tags.

        Each token's best tag stands where it fits its neighbours. Where it does not, the best valid
        sequence is searched for, from the last token outside any span to the next.

        Args:
            scores: log probabilities or logits, tokens x tags.
        """
        tags: NDArray[np.int64] = scores.argmax(axis=1)
        if not len(tags):
            return tags
        bounds = np.concatenate([[0], tags, [0]])  # what stands around is outside
        wrong = np.flatnonzero(~self.allowed[bounds[:-1], bounds[1:]])
        if not len(wrong):
            return tags
        outside = np.flatnonzero(tags == 0)
        stretches: list[tuple[int, int]] = []
        end = 0
        for place in wrong.tolist():  # the tag at `place` does not fit the one before it
            if place < end or end == len(tags):
                continue
            # Places of the last token outside before, and of the first from here on.
            before = int(np.searchsorted(outside, place - 1, side="right")) - 1
            after = int(np.searchsorted(outside, place, side="left"))
            first = max(end, int(outside[before]) if before >= 0 else 0)
            end = int(outside[after]) + 1 if after < len(outside) else len(tags)
            stretches.append((first, end))
        stretches.sort(key=lambda stretch: stretch[0] - stretch[1])
        for some in range(0, len(stretches), _ABREAST):
            self._viterbi(scores, stretches[some : some + _ABREAST], tags)
        return tags

    def _viterbi(
        self,
        scores: NDArray[np.float32],
        stretches: Sequence[tuple[int, int]],
        tags: NDArray[np.int64],
    ) -> None:
        """Put the best valid sequences of some stretches, longest first, into the tags."""
        firsts = np.array([first for first, _ in stretches])
        lengths = np.array([end - first for first, end in stretches])
        # How many of the stretches are longer than each step.
        active = np.searchsorted(-lengths, -np.arange(lengths[0])).tolist()
        total = np.where(self._starts, scores[firsts], np.float32(-1e9))
        back: list[NDArray[np.int8]] = []
        for step, count in enumerate(active[1:], 1):
            paths = total[:count, :, None] + self._barred
            back.append(paths.argmax(axis=1).astype(np.int8))
            total[:count] = paths.max(axis=1) + scores[firsts[:count] + step]
        path = np.where(self._ends, total, np.float32(-1e9)).argmax(axis=1)
        for step in range(len(active) - 1, 0, -1):
            count = active[step]
            tags[firsts[:count] + step] = path[:count]
            path[:count] = back[step - 1][np.arange(count), path[:count]]
        tags[firsts] = path


_ABREAST = 256
"""Stretches that are decoded at a time, at most: bounds memory."""


def spans_of(tags: Sequence[int], names: Sequence[str]) -> list[tuple[int, int, str]]:
    """First token, token after the last, and kind of each span of a valid sequence of tags."""
    found: list[tuple[int, int, str]] = []
    first = 0
    for index, tag in enumerate(tags):
        if tag:
            place, kind = names[tag][0], names[tag][2:]
            if place in "BS":
                first = index
            if place in "ES":
                found.append((first, index + 1, kind))
    return found


def windows(breaks: Sequence[int], length: int, target: int) -> Iterator[tuple[int, int]]:
    """First and end of the stretches that the model reads at a time: whole paragraphs.

    Each is at least `target` long where there is more; paragraphs longer than LONGEST are cut.

    Args:
        breaks: places of the breaks between paragraphs, ascending.
        length: of the text, breaks included.
        target: tokens of a window, at least.
    """
    first = 0
    cuts = [*breaks, length]
    for place, cut in enumerate(cuts):
        last = place + 1 == len(cuts)
        if cut - first >= target or last or cuts[place + 1] - first > LONGEST:
            while cut - first > LONGEST:
                yield first, first + LONGEST
                first += LONGEST
            if cut > first:
                yield first, cut
            first = cut + 1


LONGEST = 160
"""Tokens of a window, at most."""
