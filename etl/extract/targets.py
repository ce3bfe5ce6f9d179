"""Whom and what a statement is about.

Belongs here: the entities that a statement names, those that its pronouns and descriptions mean,
and the topic of one that names nothing. Does not belong here: finding statements (`attribution`),
or what a pronoun means (`coreference`).

The rules.

- `mentioned`: named within the parts. The speaker is no target of his own words, by whatever name.
- `pronoun`: meant by `he`, `she` or their like, or by a description (`the company`, `the
  minister`), within the parts, where that can be told and is not the speaker. In somebody's own
  reported clause `he` is the speaker, if he may be; in quotation marks it never is. `The company`
  is what its name says, or what the nearest sentence that names any begins with.
- `topic`: only where nothing else is found. Named by the attribution as what is spoken of (`said of
  Lee:`, `praised Lee:`); or the name that the sentence before begins with, where the statement
  begins with `it`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from etl.contracts.extraction import TargetHow
from etl.extract import roles
from etl.extract.attribution import Statement
from etl.extract.coreference import BODIES, PERSONAL, Antecedents, Coreference
from etl.extract.lexicon import words
from etl.extract.tokens import Sentence, Tokens

_OF = words("grammar", "targets.of")
_EVALUATING = words("grammar", "targets.evaluating")
_PEOPLE = words("grammar", "targets.people")
_THING_TYPES = frozenset(["ORGANIZATION", "PRODUCT", "FACILITY", "MISC"])
_GROUPS = frozenset(["community", "consensus", "profession", "class", "families"])
_REACH = 40
"""Tokens before a pronoun in which a description may be what it means."""
_MAX_DESCRIPTION = 5
"""Tokens of a description, `the` included."""
_LEADS_WITHIN = 3
"""Tokens of a sentence before the name that it begins with (`In May Acme ...` does not)."""


class Target(NamedTuple):
    """One entity that a statement is about."""

    entity: int
    """Place in `coreference.entities`."""
    name: int
    """The name that says so: within the statement, or the one that its pronoun refers to."""
    how: TargetHow


class Targets:
    """Finds what statements are about; made once for an article."""

    def __init__(
        self,
        tokens: Tokens,
        sentences: Sequence[Sentence],
        inside: Sequence[int],
        coreference: Coreference,
    ) -> None:
        self._tokens = tokens
        self._sentences = sentences
        self._starts = [sentence.first for sentence in sentences]
        self._opening = frozenset(self._starts)
        self._inside = inside
        self._coreference = coreference
        self._antecedents = Antecedents(tokens, sentences, inside, coreference)
        self._first_of_name = [name.first for name in coreference.names]

    def of(self, statement: Statement) -> list[Target]:
        """The entities that a statement is about, each once, those that it names first."""
        speaker = self._speaker(statement)
        spans = [(self._tokens.at(start), self._tokens.at(end)) for start, end in statement.parts]
        found: dict[int, Target] = {}
        for index in self._named(spans):
            entity = self._coreference.entity_of[index]
            if entity is not None and entity != speaker:
                found.setdefault(entity, Target(entity, index, "mentioned"))
        for index in self._meant(statement, spans, speaker):
            entity = self._coreference.entity_of[index]
            if entity is not None and entity != speaker:
                found.setdefault(entity, Target(entity, index, "pronoun"))
        if not found:
            topic = self._topic(statement, spans)
            entity = None if topic is None else self._coreference.entity_of[topic]
            if topic is not None and entity is not None and entity != speaker:
                found[entity] = Target(entity, topic, "topic")
        return list(found.values())

    def _speaker(self, statement: Statement) -> int | None:
        speaker = statement.speaker
        return None if speaker is None else self._coreference.entity_of[speaker]

    def _names_between(self, first: int, end: int) -> range:
        low = bisect_left(self._first_of_name, first)
        return range(low, bisect_left(self._first_of_name, end))

    def _named(self, spans: Sequence[tuple[int, int]]) -> Iterator[int]:
        names = self._coreference.names
        for first, end in spans:
            for index in self._names_between(first, end):
                if names[index].end <= end:
                    yield index

    # -- pronouns and descriptions -----------------------------------------------------------

    def _meant(
        self, statement: Statement, spans: Sequence[tuple[int, int]], speaker: int | None
    ) -> Iterator[int]:
        """The names that pronouns and descriptions within a statement refer to."""
        lower = self._tokens.lower
        start = spans[0][0]
        for first, end in spans:
            for index in range(first, end):
                word = lower[index]
                if word in PERSONAL:
                    if not self._means_somebody_else(statement, first, index):
                        continue
                    found = self._antecedents.other(index, start, speaker)
                elif word == "the":
                    found = self._described(index, end, statement)
                else:
                    continue
                if found is not None:
                    yield found

    def _means_somebody_else(self, statement: Statement, first: int, pronoun: int) -> bool:
        """Whether a pronoun means neither the speaker nor somebody described before it.

        Args:
            statement: the statement.
            first: the first token of the part that the pronoun stands in.
            pronoun: its token.
        """
        tokens = self._tokens
        opens = pronoun in self._opening or self._inside[pronoun] >= 0
        if not opens and not tokens.text[pronoun].islower():
            return False  # a headline: `Pell Reveals His Plan`
        described = tokens.lower[max(first, pronoun - _REACH) : pronoun]
        if any(word in _PEOPLE or word in roles.HEADS for word in described):
            return False  # `the child and his mother`
        if statement.kind == "direct" or self._inside[pronoun] >= 0:
            return statement.source is not None  # else whoever is named last may be the speaker
        return not self._may_be_own(statement, pronoun)

    def _may_be_own(self, statement: Statement, pronoun: int) -> bool:
        """Whether a pronoun in a reported clause may mean the clause's source."""
        source = statement.source
        if source is None or source.kind == "pronoun":
            return True
        if statement.speaker is None:
            described = self._tokens.lower[source.first : source.end]
            return any(word in roles.HEADS or word in _PEOPLE for word in described)
        entity = self._coreference.entity_of[statement.speaker]
        return entity is None or self._antecedents.fits(entity, pronoun)

    def _described(self, first: int, limit: int, statement: Statement) -> int | None:
        """The name that a description beginning here means: `the company`, `the prime minister`."""
        lower = self._tokens.lower
        source = statement.source
        aside = (0, 0) if source is None else (source.first, source.end)
        if first + 1 < limit and lower[first + 1] in BODIES:
            following = lower[first + 2] if first + 2 < limit else ""
            if following in BODIES or following in roles.HEADS:
                return None  # `the company chairman`
            return self._antecedents.described(first, first + 2, aside=aside, subject=True)
        for end in range(first + 2, min(limit, first + _MAX_DESCRIPTION) + 1):
            if lower[end - 1] in roles.HEADS:
                following = lower[end] if end < limit else ""
                if following not in roles.HEADS and following not in BODIES | _GROUPS:
                    return self._antecedents.described(first, end, aside=aside, subject=True)
            elif not lower[end - 1][0].isalpha():
                return None
        return None

    # -- topics --------------------------------------------------------------------------------

    def _topic(self, statement: Statement, spans: Sequence[tuple[int, int]]) -> int | None:
        """The name of what a statement is about that names nothing itself."""
        spoken_of = self._spoken_of(statement, spans)
        return self._subject_before(spans[0][0]) if spoken_of is None else spoken_of

    def _spoken_of(self, statement: Statement, spans: Sequence[tuple[int, int]]) -> int | None:
        """The name after the cue that is spoken of (`said of Lee`, `praised Lee on Twitter`)."""
        if statement.cue is None:
            return None
        after = statement.cue[1]
        lower, names = self._tokens.lower, self._coreference.names
        place = max(0, bisect_left(self._starts, after) - 1)
        limit = min([self._sentences[place].end, *(first for first, _ in spans if first >= after)])
        source = statement.source
        for index in self._names_between(after, limit):
            first = names[index].head
            of_source = source is not None and source.first <= first < source.end
            known = self._coreference.entity_of[index] is not None
            if of_source or not known or self._inside[first] >= 0:
                continue
            before = lower[first - 1]
            if before == "the":
                before = lower[first - 2]
            directly = first == after or (first == after + 1 and lower[after] == "the")
            if (directly and statement.lemma in _EVALUATING) or (
                before in _OF and first - after <= 2
            ):
                return index
        return None

    def _subject_before(self, start: int) -> int | None:
        """The name that the sentence before begins with, where a pronoun for it begins this one."""
        lower, names = self._tokens.lower, self._coreference.names
        while start < len(lower) and not lower[start][0].isalnum():
            start += 1
        if start == len(lower) or lower[start] != "it":
            return None
        place = bisect_left(self._starts, start + 1) - 1
        if place < 1 or self._sentences[place - 1].paragraph != self._sentences[place].paragraph:
            return None
        before = self._sentences[place - 1]
        for index in self._names_between(before.first, before.first + _LEADS_WITHIN):
            name = names[index]
            possessive = name.end < len(lower) and lower[name.end] in ("'s", "'")
            if self._inside[name.first] < 0 and name.type in _THING_TYPES and not possessive:
                return index
            return None
        return None
