"""Who a cue speaks of: the noun phrase beside it.

Belongs here: finding the bounds of the phrase that names a source, before or after its cue, and
what kind of phrase it is. Does not belong here: what the source says (`attribution`), or which
person a pronoun means (`coreference`).

There is no parser: a phrase ends where punctuation, a conjunction or a finite verb stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import category

from etl.contracts.extraction import SpeakerKind
from etl.extract.cues import is_cue, may_be_noun
from etl.extract.lexicon import words
from etl.extract.names import Name, one_of_a_people
from etl.extract.roles import HEADS
from etl.extract.tokens import Tokens

_PERSONAL = words("grammar", "sources.personal")
PRONOUNS = _PERSONAL | words("grammar", "sources.pronouns")
AUXILIARIES = words("words", "auxiliaries")
MODALS = words("grammar", "sources.modals")
NEGATIONS = frozenset(["not", "n't", "never", "cannot"])
_ADVERBS = words("words", "adverbs")
_NO_ADVERBS = words("words", "no_adverbs")
_SHORTEST_ADVERB = 3
"""Letters that others have more of."""
_REFUSALS = words("grammar", "sources.refusals")
_CHAINS = _REFUSALS | words("grammar", "sources.chains")
DETERMINERS = words("words", "determiners")
PREPOSITIONS = words("words", "prepositions")
_CLOSED_LAST = (DETERMINERS - PRONOUNS) | {"own"}
"""Words that a noun must follow: `in its own emailed statement` has no subject."""
_BREAKS = words("grammar", "sources.breaks")
_PUNCTUATION = frozenset(
    [",", ";", ":", "(", ")", "[", "]", "–", "—", "--", "-", "?", "!", "...", "…", "•", "|", "."]
)
_DASHES = ("—", "–", "--")
_PARTING = (",", *_DASHES)
"""What stands before and after an apposition."""
_SYMBOLS = frozenset(["So", "Sk", "Cf", "Mn", "Co", "Cn"])
"""Unicode categories of emoji, their modifiers and signs of direction."""
_TIMES = words("grammar", "sources.times")
_MANNERS = words("grammar", "sources.manners")
_RESUMES = words("grammar", "sources.resumes")
_PARTICIPIAL_TITLES = words("grammar", "sources.participial_titles")
_MAX_PHRASE = 22
_MAX_APPOSITION = 32
_MAX_RELATIVE = 12
_POSTMODIFIERS = words("grammar", "sources.postmodifiers")
_MOST_BEFORE = 6
"""Words before a name in apposition that say what the person is."""
_NOT_BEFORE = PREPOSITIONS | words("grammar", "clauses.relatives") | {"and", "or", "that", ","}
"""What is not among them: the name is then of another phrase."""


def is_adverb(lower: str) -> bool:
    """Whether a word is one of manner by its ending (`quickly`); not `family`."""
    return lower.endswith("ly") and len(lower) > _SHORTEST_ADVERB and lower not in _NO_ADVERBS


@dataclass(frozen=True, slots=True)
class Source:
    """A noun phrase that a cue speaks of: tokens `first` to `end`."""

    first: int
    end: int
    kind: SpeakerKind
    name: int | None
    """The name within it that is its head, by place in the list of names."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What stands between subject and cue."""

    first: int
    """First token of the verb group: auxiliaries and adverbs included."""
    negated: bool = False
    modal: bool = False
    passive: bool = False
    infinitive: bool = False


class Phrases:
    """Finds noun phrases in one article."""

    def __init__(self, tokens: Tokens, names: Sequence[Name], inside: Sequence[int]) -> None:
        self._tokens = tokens
        self._names = names
        self._inside = inside
        self.name_at = [-1] * len(tokens)
        """For each token the name that covers it, title included, or -1."""
        for index, name in enumerate(names):
            for token in range(name.head, name.end):
                self.name_at[token] = index

    def verb_group(self, cue: int, floor: int) -> Verb:
        """The auxiliaries and adverbs before a cue."""
        lower = self._tokens.lower
        first = cue
        negated = modal = passive = False
        nearest: str | None = None
        while first > floor and self._inside[first - 1] < 0:
            word = lower[first - 1]
            if word in NEGATIONS:
                negated = True
            elif word in AUXILIARIES or (
                word == "'s" and self.name_at[first - 2] < 0 and lower[first - 2] in _PERSONAL
            ):
                nearest = nearest or word
                modal |= word in MODALS
            elif not (
                (word in _ADVERBS and word not in ("first", "second", "third", "last"))
                or (is_adverb(word) and self.name_at[first - 1] < 0)
            ):
                break
            first -= 1
        passive = nearest in ("is", "are", "was", "were", "be", "been", "being", "am", "'s", "got")
        infinitive = first > floor and lower[first - 1] == "to"
        if infinitive:
            chained = self._chain(first - 1, floor)
            if chained < first - 1:
                negated |= any(lower[i] in _REFUSALS for i in range(chained, first))
                return Verb(chained, negated=negated, modal=modal)
        return Verb(first, negated=negated, modal=modal, passive=passive, infinitive=infinitive)

    def _chain(self, to: int, floor: int) -> int:
        """Where a verb starts that goes on with `to` and the cue (`went on to say`)."""
        lower = self._tokens.lower
        verb = to - 1
        if verb > floor and lower[verb] == "on":
            verb -= 1
        if verb <= floor or self._inside[verb] >= 0 or lower[verb] not in _CHAINS:
            return to
        return self.verb_group(verb, floor).first

    def before(self, end: int, floor: int) -> Source | None:
        """The subject that ends right before token `end`, not reaching back beyond `floor`."""
        tokens = self._tokens
        last = end - 1
        if last < floor or self._inside[last] >= 0:
            return None
        lower = tokens.lower[last]
        if lower in PRONOUNS and not self._determines(last):
            return Source(last, end, "pronoun", None)
        if tokens.text[last] == ",":
            return self._before_apposition(last, floor)
        if tokens.text[last] in _DASHES:
            return self._before_dashes(last, floor)
        core_end = end
        if tokens.text[last] in (")", "]"):
            core_end = self._before_bracket(last, floor)
            if core_end < 0:
                return None
        core_end = end = self._without_date(end, floor) if core_end == end else core_end
        first = self._left_edge(core_end, floor)
        if (
            first > floor + 1
            and tokens.lower[first - 1] == "who"
            and core_end - first < _MAX_RELATIVE
        ):
            related = self._left_edge(first - 1, floor)
            if related < first - 1:
                return self._source(related, end, first - 1)
        return self._source(first, end, core_end)

    def _without_date(self, end: int, floor: int) -> int:
        """Leave out a date between subject and cue (`the governor on Friday announced`)."""
        name = self.name_at[end - 1]
        if name < 0 or self._names[name].type != "DATE":
            return end
        first = self._names[name].first
        if first - 1 > floor and self._tokens.lower[first - 1] in PREPOSITIONS:
            first -= 1
        return first if first > floor else end

    def _determines(self, index: int) -> bool:
        """Whether `some`, `many` ... stands as the end of a phrase rather than alone."""
        return index > 0 and self._tokens.lower[index - 1] in ("the", "of")

    def _before_bracket(self, close: int, floor: int) -> int:
        for probe in range(close - 1, max(floor, close - 8), -1):
            if self._tokens.text[probe] in ("(", "["):
                return probe
        return -1

    def _before_apposition(self, comma: int, floor: int) -> Source | None:
        """The phrase before an apposition that ends at a comma."""
        tokens = self._tokens
        commas = 0
        best: Source | None = None
        for probe in range(comma - 1, max(floor, comma - _MAX_APPOSITION), -1):
            if self._inside[probe] >= 0 or tokens.text[probe] in (";", ":", "?", "!", "–", "—"):
                break
            if tokens.text[probe] != ",":
                continue
            commas += 1
            if commas > 3 or probe <= floor:
                break
            name = self.name_at[probe - 1]
            if name >= 0 and self._names[name].type in ("DATE", "MONEY"):
                continue
            if name >= 0 and self._names[name].type == "LOCATION" and comma - probe < 4:
                continue  # `Smith of Austin, Texas, said`
            first = self._left_edge(probe, floor)
            source = self._source(first, comma, probe)
            if source is not None and source.kind == "named":
                return source
            best = best or source
        if best is not None and commas == 1:
            return best
        # `On Monday, after the vote, said` has no subject; `In Texas, Smith said` never comes here
        return None

    def _before_dashes(self, dash: int, floor: int) -> Source | None:
        """The phrase before what stands between dashes (`Pell — who steered — said`)."""
        text = self._tokens.text
        for probe in range(dash - 2, max(floor, dash - _MAX_APPOSITION), -1):
            if self._inside[probe] >= 0 or text[probe] in (";", ":", "?", "!"):
                break
            if text[probe] == text[dash]:
                first = self._left_edge(probe, floor)
                source = self._source(first, dash, probe)
                return source if source is not None and source.kind == "named" else None
        return None

    def _left_edge(self, end: int, floor: int) -> int:
        """Where the noun phrase starts that ends before token `end`; `end` where there is none."""
        tokens, lower = self._tokens, self._tokens.lower
        first = end
        while first > floor and end - first < _MAX_PHRASE:
            probe = first - 1
            if self._inside[probe] >= 0:
                break
            name = self.name_at[probe]
            if name >= 0:
                if self._names[name].type in ("DATE", "MONEY") and first < end:
                    break
                first = max(self._names[name].head, floor)
                continue
            word = lower[probe]
            if word in ("and", "or") and self._joins_nouns(probe, first, end):
                first = probe
                continue
            if self._hyphen(probe):
                first = probe
                continue
            if tokens.text[probe] in _PUNCTUATION or word in _BREAKS:
                break
            if word in AUXILIARIES and word != "'s" and not tokens.text[probe][0].isupper():
                break
            if is_cue(word) and not may_be_noun(word) and not word.endswith("ing"):
                break
            if word in _PERSONAL or word in ("him", "them", "me", "us"):
                break
            first = probe
        return self._trim(first, end)

    def _hyphen(self, index: int) -> bool:
        """Whether a hyphen stands within a word that starts with a number (`41-year-old`)."""
        tokens = self._tokens
        return (
            tokens.text[index] == "-"
            and 0 < index < len(tokens) - 1
            and tokens.end[index - 1] == tokens.start[index]
            and tokens.end[index] == tokens.start[index + 1]
        )

    def _joins_nouns(self, conjunction: int, first: int, end: int) -> bool:
        """Whether `and` stands between two parts of one subject, not between two clauses."""
        if first >= end:
            return False
        before, after = self.name_at[conjunction - 1] if conjunction else -1, self.name_at[first]
        if before >= 0 and after >= 0:
            return self._names[before].type == self._names[after].type
        return False

    def _trim(self, first: int, end: int) -> int:
        """Leave out what stands before the phrase: adverbs, and phrases of place and time."""
        lower = self._tokens.lower
        while (
            first < end
            and (lower[first] in _ADVERBS or is_adverb(lower[first]))
            and (self.name_at[first] < 0)
        ):
            first += 1
        if first >= end or lower[first] not in PREPOSITIONS or self.name_at[first] >= 0:
            return first
        # `In a statement the ministry`, `On Monday Wang`: the subject is what follows.
        for probe in range(end - 1, first + 1, -1):
            word = lower[probe]
            before = lower[probe - 1]
            if before in PREPOSITIONS or before in DETERMINERS:
                continue
            if word in DETERMINERS and probe - first > 2:
                return probe
            name = self.name_at[probe]
            if (
                name >= 0
                and self._names[name].head == probe
                and (self.name_at[probe - 1] >= 0 or probe - first > 2)
                and self._names[name].type not in ("DATE", "MONEY")
            ):
                return probe
        return end

    def _source(self, first: int, end: int, core_end: int) -> Source | None:
        """The source that a phrase is; None where it is none.

        Args:
            first: the first token of the phrase.
            end: the token after it, apposition included.
            core_end: the token after the phrase itself.
        """
        if first >= core_end:
            return None
        head = self.head(first, core_end)
        if head is not None:
            name = self._names[head]
            if name.type in ("DATE", "MONEY"):
                return None
            if self._one_of(first, core_end, name):
                return Source(first, end, "nominal", None)
            return Source(first, end, "named", head)
        lower = self._tokens.lower
        last = lower[core_end - 1]
        closed = last in AUXILIARIES or last in PREPOSITIONS or last in _CLOSED_LAST
        wordless = not any(word[0].isalpha() for word in lower[first:core_end])
        if closed or wordless:
            return None
        named = None if self._served(first, core_end) else self._apposed(core_end, end)
        return Source(first, end, "nominal" if named is None else "named", named)

    def _one_of(self, first: int, end: int, name: Name) -> bool:
        """Whether a phrase only describes: one of a people (`the German`), an office (`the PM`)."""
        lower, text = self._tokens.lower, self._tokens.text
        if end - first != 2 or lower[first] != "the":
            return False
        if name.type == "NORP":
            return one_of_a_people(lower[first + 1])  # not `the French`
        return name.type == "PERSON" and text[first + 1].isupper() and len(text[first + 1]) < 5

    def described(self, first: int, end: int) -> Source:
        """The source that given tokens are, whoever marked them: named where a name is its head."""
        text = self._tokens.text
        if self.name_at[first] >= 0:
            first = min(first, self._names[self.name_at[first]].head)  # `Mr Pell's lawyer`
        inner = end
        while inner > first + 1 and text[inner - 1] in _PARTING:
            inner -= 1  # `its chair, Ines Moreau,`
        core = next(
            (index for index in range(first + 1, inner) if text[index] in (*_PARTING, "(")), inner
        )
        source = self._source(first, inner, core) or Source(first, inner, "nominal", None)
        return replace(source, end=end)

    def _served(self, first: int, end: int) -> bool:
        """Whether a description ends with somebody else, whom a name after it may mean.

        `Lawyers for the captain, Joris Pell, said`: he is the captain.
        """
        lower = self._tokens.lower
        link = next((index for index in range(first + 1, end) if lower[index] in ("for", "of")), -1)
        if link < 0 or lower[link - 1] not in HEADS:
            return False
        many = lower[link - 1].endswith("s") and lower[link - 1] != "boss"
        return many or lower[end - 1] in HEADS

    def _apposed(self, comma: int, end: int) -> int | None:
        """The name that is the apposition of a description (`the coxswain, Joris Pell`).

        A person's may have what the person is before it (`a witness, former envoy Ines Moreau`).
        """
        if comma + 1 >= end or self._tokens.text[comma] != ",":
            return None
        name = self.name_at[end - 1]
        if name < 0 or self._names[name].end != end:
            return None
        found = self._names[name]
        if found.head == comma + 1:
            return name if found.type in ("PERSON", "ORGANIZATION") else None
        before = self._tokens.lower[comma + 1 : found.head]
        plain = 0 < len(before) <= _MOST_BEFORE and not _NOT_BEFORE.intersection(before)
        return name if found.type == "PERSON" and plain else None

    def head(self, first: int, end: int) -> int | None:
        """The name that is the head of a phrase: that ends its part before `of` or `for`."""
        lower = self._tokens.lower
        core = end
        for index in range(first + 1, end):
            if self.name_at[index] < 0 and (lower[index] in _POSTMODIFIERS or lower[index] == ","):
                core = index
                break
        while core > first and self._tokens.text[core - 1] in ("(", ")", ","):
            core -= 1
        name = self.name_at[core - 1] if core > first else -1
        return name if name >= 0 and self._names[name].end == core else None

    def after(self, first: int, limit: int) -> Source | None:
        """The phrase that starts at token `first`, as after an inverted cue or `according to`."""
        tokens, lower = self._tokens, self._tokens.lower
        if first >= limit or self._inside[first] >= 0:
            return None
        if lower[first] in PRONOUNS and (
            lower[first] in _PERSONAL
            or first + 1 >= limit
            or not tokens.text[first + 1][0].isalpha()
            or lower[first + 1] in PREPOSITIONS
        ):
            return Source(first, first + 1, "pronoun", None)
        core_end = self._right_edge(first, limit)
        if core_end <= first:
            return None
        end = self._bracket_end(core_end, limit)
        if end < limit and lower[end] in ("who", "whose"):
            end = self._apposition_end(end, limit)  # `said a guest who left early`
        elif end < limit and tokens.text[end] == ",":
            end = max(end, self._apposition_end(end + 1, limit))
            end -= tokens.text[end - 1] == ","
        return self._source(first, end, core_end)

    def _bracket_end(self, end: int, limit: int) -> int:
        """The end of a short bracket after a name (`Howard Dean (D)`), or where it would start."""
        if end < limit and self._tokens.text[end] == "(" and self.name_at[end - 1] >= 0:
            for close in range(end + 1, min(limit, end + 6)):
                if self._tokens.text[close] == ")":
                    return close + 1
        return end

    def _right_edge(self, first: int, limit: int) -> int:
        """Where the noun phrase ends that starts at token `first`."""
        end = first
        seen_name = False
        while end < limit and end - first < _MAX_PHRASE:
            name = self.name_at[end]
            if name >= 0:
                if self._names[name].type == "DATE" and end > first:
                    break
                seen_name = True
                end = self._names[name].end
            elif self._stops(end, limit) or (
                end > first and self._circumstance(end, seen_name=seen_name)
            ):
                break
            else:
                end += 1
        while end > first and self._tokens.lower[end - 1] in PREPOSITIONS:
            end -= 1
        return end

    def _stops(self, index: int, limit: int) -> bool:
        """Whether a noun phrase cannot go on over this token."""
        word = self._tokens.lower[index]
        if self._inside[index] >= 0 or self._tokens.text[index] in _PUNCTUATION:
            return True
        if word[0] > "\u2000" and category(word[0]) in _SYMBOLS:
            return True
        if word in _BREAKS:
            return not (word == "and" and self._joined_right(index, limit))
        capital = self._tokens.text[index][0].isupper()  # `said Will Doyle`
        return word in AUXILIARIES and word != "'s" and not capital

    def _circumstance(self, index: int, *, seen_name: bool) -> bool:
        """Whether time, place or manner begins here rather than more of the phrase."""
        lower = self._tokens.lower
        word = lower[index]
        if word in _TIMES:
            return True
        if word in _MANNERS:
            return seen_name
        return word in ("in", "at") and (
            seen_name or lower[index + 1 : index + 2] in (["a"], ["an"])
        )

    def _joined_right(self, conjunction: int, limit: int) -> bool:
        return (
            conjunction + 1 < limit
            and self.name_at[conjunction - 1] >= 0
            and self.name_at[conjunction + 1] >= 0
        )

    def _apposition_end(self, first: int, limit: int) -> int:
        """Where the apposition ends that starts after a comma; `first` where none does."""
        tokens, lower = self._tokens, self._tokens.lower
        word = lower[first] if first < limit else ""
        if word in _RESUMES or (word.endswith("ing") and word not in _PARTICIPIAL_TITLES):
            return first
        end = first
        while end < limit and end - first < _MAX_APPOSITION:
            if self._inside[end] >= 0 or tokens.text[end] in (".", ";", ":", "—", "–", "!", "?"):
                break
            if (
                tokens.text[end] == ","
                and end + 1 < limit
                and (
                    lower[end + 1] in _RESUMES
                    or lower[end + 1] in ("who", "which")
                    or (lower[end + 1].endswith("ing") and len(lower[end + 1]) > 5)
                )
            ):
                break
            end += 1
        return end
