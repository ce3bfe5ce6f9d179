"""Who says what: quotations and reported clauses, each with its source and cue.

Belongs here: deciding which words of a text are a statement that it attributes, and to which phrase.
Needs names, quotation marks and sentences, whoever found them. Does not belong here: finding those,
or making rows (`assembly`).

Each sentence is read by its cues. A cue with its subject governs what follows it (`X said that ...`,
`X said: "..."`), what precedes it (`..., X said`), or both (`"...," X said, "..."`). Whether the
words it governs stand in quotation marks decides between direct, mixed and indirect. `docs/quotes.md`
is the guide to what counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from etl.contracts.extraction import Polarity, QuoteAct, QuoteKind
from etl.extract.coreference import PERSONAL, Antecedents, Coreference
from etl.extract.cues import FORMS, Cue, may_be_noun
from etl.extract.quotemarks import MARKS, Quotation
from etl.extract.sources import AUXILIARIES, DETERMINERS, PREPOSITIONS, Phrases, Source, Verb
from etl.extract.tokens import Sentence, Tokens

_FRONT_WORDS = 3
_MAX_ADVERBIAL = 14
"""Tokens of place, time or manner that may stand between a cue and what it governs."""
_MAX_CLAUSE = 300
"""Tokens that a cue may govern outside quotation marks: what is longer is no sentence, and reading
it again for each of its cues would take time that grows with its square."""
_MAX_LEAD = 60
"""Tokens at the beginning of a sentence among which its subject is looked for."""
_ADDRESSEE = 8
_FINITE_WITHIN = 16
_SHORT = 4
"""Words below which a quotation without attribution is no statement of its own."""
_TERMINAL = frozenset([".", "!", "?", "…", "...", ","])
_STRONG_STOPS = frozenset([";", "—", "--"])
_CLAUSE_STARTS = frozenset(
    "he she they it i we you there this these those his her its their our my your the a an".split()
)
_RELATIVES = frozenset("that who which whose where when as after before while".split())
_CLAUSAL = frozenset(["say", "think", "believe", "know", "suppose", "guess", "reckon"])
"""Cues that hardly ever take a noun phrase: what follows them is a clause."""
_SUBORDINATORS = frozenset(
    "while although though when if as because after since before asked whereas despite".split()
)
_CONTRASTS = frozenset("while but and though although whereas as".split())
_QUESTIONS = frozenset("whether if how why what".split())
_WH = frozenset("whether if how why what where when who which".split())
_PLACE_TIME = frozenset(
    "in on at during after before to from via by through over with late early last earlier later "
    "yesterday today again this next following while as speaking under upon about of".split()
)
_INVERTIBLE = frozenset("q")
_IRREGULAR_PAST = frozenset(
    "made took came went gave got left lost won met held kept led ran rose fell saw began became "
    "brought bought built sent spent stood understood broke chose drew drove ate flew grew knew paid "
    "put read sold set shot sat spoke stole taught wore wrote cost cut hit hurt let beat bore meant "
    "seems seem remains remain needs need means makes make takes take goes go comes come wants want "
    "gives give works work faces face plays play looks look lacks deserves shows depends supports "
    "requires believes thinks knows feels continues represents includes provides helps leads".split()
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One attributed statement."""

    parts: tuple[tuple[int, int], ...]
    """Offsets in the body, in order, without the quotation marks around them."""
    kind: QuoteKind
    act: QuoteAct
    polarity: Polarity
    source: Source | None
    cue: tuple[int, int] | None
    """Tokens of the cue."""
    lemma: str | None
    confidence: float
    speaker: int | None = None
    """The name that the source refers to."""
    first: int = 0
    """First token of the first part."""
    end: int = 0
    """Token after the last part."""


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """A cue where it stands."""

    first: int
    end: int
    cue: Cue
    verb: Verb


@dataclass(slots=True)
class _Found:
    """Statements so far, and which tokens they take."""

    statements: list[Statement] = field(default_factory=list)
    taken: bytearray = field(default_factory=bytearray)

    def add(self, statement: Statement) -> None:
        self.statements.append(statement)
        self.taken[statement.first : statement.end] = b"\1" * (statement.end - statement.first)


@dataclass(frozen=True, slots=True)
class Marked:
    """A quotation with its tokens."""

    quotation: Quotation
    first: int
    """First token within the marks."""
    end: int
    """Token of the closing mark, or the one after the last."""
    outer_first: int
    outer_end: int


def locate(tokens: Tokens, quotations: Sequence[Quotation]) -> tuple[list[Marked], list[int]]:
    """The tokens of each quotation, and for each token the quotation it stands in, marks included.

    Returns:
        The quotations that hold at least one token, and a list as long as the tokens with places in
        the first, or -1.
    """
    inside = [-1] * len(tokens)
    marked: list[Marked] = []
    for quotation in quotations:
        outer_first = tokens.at(quotation.outer_start)
        first, end = tokens.at(quotation.start), tokens.at(quotation.end)
        outer_end = tokens.at(quotation.outer_end)
        if end <= first:
            continue
        inside[outer_first:outer_end] = [len(marked)] * (outer_end - outer_first)
        marked.append(Marked(quotation, first, end, outer_first, outer_end))
    return marked, inside


def attribute(
    tokens: Tokens,
    sentences: Sequence[Sentence],
    marked: Sequence[Marked],
    inside: Sequence[int],
    coreference: Coreference,
    *,
    english: bool,
) -> list[Statement]:
    """The statements of an article, in text order, none twice.

    Cues are English. In other languages only whole quotations are taken, with no speaker.
    """
    reader = _Reader(tokens, sentences, marked, inside, coreference)
    if english:
        for place in range(len(sentences)):
            reader.sentence(place)
    reader.loose_quotations()
    return reader.result()


class _Reader:
    def __init__(
        self,
        tokens: Tokens,
        sentences: Sequence[Sentence],
        marked: Sequence[Marked],
        inside: Sequence[int],
        coreference: Coreference,
    ) -> None:
        self.tokens = tokens
        self.sentences = sentences
        self.marked = marked
        self.inside = inside
        self.coreference = coreference
        self.phrases = Phrases(tokens, coreference.names, inside)
        self.antecedents = Antecedents(tokens, sentences, inside, coreference)
        self.found = _Found([], bytearray(len(tokens)))
        self.spoken: set[int] = set()
        """Quotations that a statement has taken."""
        self.sentence_starts = [sentence.first for sentence in sentences]
        self.last_speaker: int | None = None
        self.last_nominal = -1
        """First token of the last source that is a description, unless it is of many."""

    # -- one sentence ------------------------------------------------------------------------

    def sentence(self, place: int) -> None:
        """Read one sentence by its cues."""
        sentence = self.sentences[place]
        tokens = self.tokens
        index = sentence.first
        previous_source: Source | None = None
        while index < sentence.end:
            if self.inside[index] >= 0:
                index = self.marked[self.inside[index]].outer_end
                continue
            lower = tokens.lower[index]
            if (
                lower == "according"
                and index + 2 < sentence.end
                and tokens.lower[index + 1] == "to"
            ):
                index = self._according(sentence, index)
                continue
            occurrence = self._occurrence(index, sentence) if lower in FORMS else None
            if occurrence is not None:
                source = self._govern(sentence, occurrence, previous_source)
                previous_source = source or previous_source
                index = occurrence.end
                continue
            index += 1

    def _occurrence(self, index: int, sentence: Sentence) -> _Occurrence | None:
        tokens = self.tokens
        if self.phrases.name_at[index] >= 0 or tokens.text[index][0].isupper():
            return None
        following = tokens.lower[index + 1] if index + 1 < sentence.end else ""
        for cue in FORMS[tokens.lower[index]]:
            if cue.particle and cue.particle != following:
                continue
            verb = self.phrases.verb_group(index, sentence.first)
            if not self._is_verb(index, cue, verb, sentence):
                return None
            end = index + (2 if cue.particle else 1)
            return _Occurrence(index, end, cue, verb)
        return None

    def _is_verb(self, index: int, cue: Cue, verb: Verb, sentence: Sentence) -> bool:
        """Whether the word is a finite verb here, or a participle that opens a clause."""
        lower = self.tokens.lower
        if verb.passive and "gerund" not in cue.forms:
            return False
        if verb.infinitive:
            return False
        before = lower[verb.first - 1] if verb.first > sentence.first else ""
        if cue.forms == {"base"} or ("base" in cue.forms and "past" not in cue.forms):
            if verb.first == index and before and not self._plural_before(verb.first, sentence):
                return False
        if not may_be_noun(lower[index]):
            return True
        if verb.first < index:
            return True
        if not before or before in DETERMINERS or before in PREPOSITIONS or before in ("'s", "'"):
            return before in ("they", "he", "she", "who", "we", "many", "some")
        name = self.phrases.name_at[verb.first - 1]
        if name >= 0 and self.coreference.names[name].type == "NORP" and before[-1] != "s":
            return False  # `Western states`
        return (
            name >= 0
            or before in ("he", "she", "it", "they", "we", "i", "you", "who", ",")
            or (
                "third" not in cue.forms or lower[index + 1 : index + 2] in (["that"], [":"], [","])
            )
        )

    def _plural_before(self, end: int, sentence: Sentence) -> bool:
        lower = self.tokens.lower
        before = lower[end - 1]
        if before in (
            "they",
            "we",
            "i",
            "you",
            "who",
            "many",
            "some",
            "others",
            "people",
            "critics",
        ):
            return True
        if before in (",", ")"):
            return True
        return before.endswith("s") and not before.endswith(("'s", "ss")) or before == "police"

    # -- what a cue governs ------------------------------------------------------------------

    def _govern(
        self, sentence: Sentence, occurrence: _Occurrence, previous: Source | None
    ) -> Source | None:
        cue = occurrence.cue
        if cue.forms == {"gerund"} and occurrence.verb.first == occurrence.first:
            return self._participle(sentence, occurrence, previous)
        source = self.phrases.before(occurrence.verb.first, sentence.first)
        inverted = False
        after = occurrence.end
        if source is None and "q" in cue.frames:
            if self._ends_content(occurrence.first - 1, sentence):
                source = self.phrases.after(occurrence.end, sentence.end)
                inverted = source is not None
                after = source.end if source else after
        if source is None:
            before = self.tokens.lower[occurrence.verb.first - 1 : occurrence.verb.first]
            if before in (["and"], ["but"], ["or"]) and previous is not None:
                source = previous
            elif before == ["to"] and previous is not None:
                return None
            else:
                return None
        if not inverted and self._forward(sentence, occurrence, source, after):
            return source
        if "q" in cue.frames or "c" in cue.frames or "t" in cue.frames:
            self._backward(sentence, occurrence, source, after)
        return source

    def _participle(
        self, sentence: Sentence, occurrence: _Occurrence, previous: Source | None
    ) -> Source | None:
        """`..., saying that ...`: the subject is that of the clause before."""
        if occurrence.first == sentence.first:
            return None
        before = self.tokens.lower[occurrence.first - 1]
        if (
            before not in (",", "and", "as", "before", "while", "by", "after", "in")
            and (self.inside[occurrence.first - 1] < 0)
            and occurrence.cue.lemma not in ("say", "claim", "argue", "warn", "declare", "insist")
        ):
            return None
        source = previous or self._clause_subject(sentence, occurrence.first)
        if source is None:
            return None
        self._forward(sentence, occurrence, source, occurrence.end)
        return source

    def _clause_subject(self, sentence: Sentence, limit: int) -> Source | None:
        """The subject of a sentence's main clause: a pronoun or name near its beginning."""
        tokens = self.tokens
        index = sentence.first
        limit = min(limit, sentence.first + _MAX_LEAD)
        while index < limit and self.inside[index] < 0:
            lower = tokens.lower[index]
            name = self.phrases.name_at[index]
            if lower in ("he", "she", "they", "it", "we"):
                return Source(index, index + 1, "pronoun", None)
            if name >= 0:
                item = self.coreference.names[name]
                if item.type == "PERSON" or (
                    item.type in ("ORGANIZATION", "LOCATION", "NORP") and index == sentence.first
                ):
                    following = tokens.lower[item.end] if item.end < limit else ""
                    opens = item.head == sentence.first or following in AUXILIARIES
                    opens = opens or following.endswith("ed") or tokens.lower[item.head - 1] == ","
                    if following not in ("'s", "'") and (opens or item.type == "PERSON"):
                        return Source(item.head, item.end, "named", name)
                index = item.end
                continue
            if lower in AUXILIARIES or (
                index > sentence.first + 1 and lower.endswith("ed") and len(lower) > 4
            ):
                first = self.phrases.before(index, sentence.first)
                if first is not None:
                    return first
            index += 1
        return None

    def _forward(
        self, sentence: Sentence, occurrence: _Occurrence, source: Source, after: int
    ) -> bool:
        """Take what follows the cue, if it is a statement. Whether it was."""
        cue, tokens = occurrence.cue, self.tokens
        found = self._complement(sentence, occurrence, after)
        if found is None:
            return False
        first, introduced = found
        if first >= sentence.end:
            return False
        end = self._clause_end(sentence, first, introduced)
        if end <= first:
            return False
        act = _act(cue, introduced)
        taken = self.found.taken[first:end].count(1)
        if taken * 2 > end - first:
            return False  # a clause within a reported clause
        return self._take(
            [(first, end)], source, occurrence, act, 0.75 if introduced != "bare" else 0.65
        )

    def _complement(
        self, sentence: Sentence, occurrence: _Occurrence, after: int
    ) -> tuple[int, str] | None:
        """First token of what follows a cue, and how it is introduced.

        `quote`, `that`, `wh`, `to`, `object` (`urged Pakistan to`), `bare` (a clause without
        `that`), `noun` (a noun phrase that quotes some words).
        """
        tokens, lower, frames = self.tokens, self.tokens.lower, occurrence.cue.frames
        limit = sentence.end
        index = after
        if index >= limit:
            return None
        clausal = frames & {"c", "t", "q", "o"}
        if "e" in frames:
            for probe in range(index + 1, min(limit, index + 6)):
                if lower[probe] == "that" and self._that_clause(probe, limit):
                    return probe, "that"
        # Straight on
        direct = self._opens_quote(index, limit)
        if direct is not None and clausal:
            return direct, "quote"
        if self.inside[index] >= 0:
            return (index, "noun") if frames & {"n", "l", "q", "c"} else None
        word = lower[index]
        if word == "that" and frames & {"c", "t", "o"} and self._that_clause(index, limit):
            return index, "that"
        if word in ("to", "not") and frames & {"i", "x"} and self._infinitive(index, limit):
            if "i" in frames:
                return index, "to"
        questions = _WH if occurrence.verb.negated or "o" in frames else _QUESTIONS
        if word in questions and frames & {"c", "t", "o"} and self._finite(index + 1, limit):
            return index, "wh"
        if "x" in frames:
            at = self._object_infinitive(index, limit)
            if at is not None:
                return at, "object"
        if "o" in frames:
            at_object = self._after_addressee(index, limit)
            if at_object is not None:
                return at_object
        if "c" in frames and self._bare_clause(index, limit, occurrence.cue):
            return index, "bare"
        if clausal:
            skipped = self._after_adverbial(index, limit, frames)
            if skipped is not None:
                return skipped
        if frames & {"n", "l", "c"} and self._quotes_soon(index, sentence):
            if word in ("in", "at", "during", "on"):  # `admitted in an interview "it will be hard"`
                return next(i for i in range(index, limit) if self.inside[i] >= 0), "noun"
            return (index, "noun") if frames & {"n", "l"} else None
        return None

    def _opens_quote(self, index: int, limit: int) -> int | None:
        """The quotation that starts here, after a comma or colon if there is one."""
        tokens = self.tokens
        probe = index
        if tokens.text[probe] in (",", ":") and probe + 1 < limit:
            probe += 1
        if self.inside[probe] >= 0 and self.marked[self.inside[probe]].outer_first == probe:
            if probe > index or self._statement_like(self.marked[self.inside[probe]]):
                return probe
        return None

    def _statement_like(self, marked: Marked) -> bool:
        """Whether a quotation reads as a sentence, not as a few quoted words or a title."""
        tokens = self.tokens
        words = [
            index for index in range(marked.first, marked.end) if tokens.text[index][0].isalnum()
        ]
        if not words:
            return False
        first = tokens.text[words[0]]
        if len(words) < _SHORT and self._last(marked) not in _TERMINAL - {","}:
            return False
        if self._title_case(words):
            return False
        elided = tokens.text[marked.first] in ("…", "...")
        return first[0].isupper() or first[0].isdigit() or elided

    def _title_case(self, words: Sequence[int]) -> bool:
        content = [i for i in words if self.tokens.lower[i] not in PREPOSITIONS | DETERMINERS]
        return (
            1 <= len(content) <= 12
            and len(words) > 1
            and all(self.tokens.text[i][0].isupper() for i in content)
            and not any(
                self.tokens.lower[i] in AUXILIARIES or self.tokens.lower[i] in ("i", "we", "you")
                for i in words
            )
        )

    def _that_clause(self, index: int, limit: int) -> bool:
        """Whether `that` introduces a clause (`said that he`).

        Not so in `believes that story`, nor in `said in a note that reached us`.
        """
        if index + 1 >= limit or self.tokens.lower[index + 1] in AUXILIARIES:
            return False
        return self._finite(index + 1, limit, within=2 * _FINITE_WITHIN)

    def _finite(
        self, index: int, limit: int, *, main: bool = False, within: int = _FINITE_WITHIN
    ) -> bool:
        """Whether a finite verb follows soon; with `main`, before any relative clause or comma."""
        tokens, lower = self.tokens, self.tokens.lower
        end = min(limit, index + within)
        for probe in range(index, end):
            word = lower[probe]
            if self.inside[probe] >= 0:
                return True
            if tokens.text[probe] == ";" or (main and tokens.text[probe] in _STRONG_STOPS):
                return False
            if main and (tokens.text[probe] == "," or word in _RELATIVES):
                return False
            if word in AUXILIARIES or word in _IRREGULAR_PAST:
                return True
            if probe > index and self.phrases.name_at[probe] < 0 and not may_be_noun(word):
                if word.endswith("ed") and len(word) > 4:
                    return True
                if word in FORMS and not word.endswith("ing"):
                    return True
                previous = lower[probe - 1]
                if previous in ("he", "she", "it", "they", "we", "i", "you", "who"):
                    return True
        return False

    def _bare_clause(self, index: int, limit: int, cue: Cue) -> bool:
        tokens, lower = self.tokens, self.tokens.lower
        word = lower[index]
        if not tokens.text[index][0].isalnum():
            return False
        name = self.phrases.name_at[index]
        starts = word in _CLAUSE_STARTS or name >= 0 or lower[index][-1] == "s" or word.isdigit()
        if name >= 0 and self.coreference.names[name].type == "DATE":
            return False
        if (word in PREPOSITIONS or word in AUXILIARIES) and name < 0:
            return False
        if cue.lemma in ("say", "think", "believe"):
            starts = starts or not (
                word in ("so", "nothing", "goodbye", "hello", "much", "yes", "no")
                or word.endswith("ly")
            )
        return starts and self._finite(index, limit, main=cue.lemma not in _CLAUSAL)

    def _infinitive(self, index: int, limit: int) -> bool:
        lower = self.tokens.lower
        if lower[index] == "not":
            index += 1
        if index + 1 >= limit or lower[index] != "to":
            return False
        word = lower[index + 1]
        return (
            word.isalpha()
            and word not in DETERMINERS
            and self.phrases.name_at[index + 1] < 0
            and not word.endswith("ing")
            and word not in ("him", "them", "me", "us")
        )

    def _object_infinitive(self, index: int, limit: int) -> int | None:
        """Where the object starts of `urged Pakistan to protect`."""
        lower = self.tokens.lower
        if lower[index] in PREPOSITIONS and self.phrases.name_at[index] < 0:
            return None
        for probe in range(index + 1, min(limit, index + _ADDRESSEE + 4)):
            if self.inside[probe] >= 0 or self.tokens.text[probe] in (",", ";", ":", ".", "—"):
                return None
            if lower[probe] in AUXILIARIES or lower[probe] in ("that", "who", "which"):
                return None
            if self._infinitive(probe, limit):
                return index
        return None

    def _after_addressee(self, index: int, limit: int) -> tuple[int, str] | None:
        """What follows the person told: `told reporters (on Monday) that ...`."""
        tokens, lower = self.tokens, self.tokens.lower
        for probe in range(index + 1, min(limit, index + _ADDRESSEE + 6)):
            if tokens.text[probe] in (";", ".", "—"):
                return None
            opens = self._opens_quote(probe, limit)
            if opens is not None:
                return opens, "quote"
            if self.inside[probe] >= 0:
                return None
            if lower[probe] == "that" and self._that_clause(probe, limit):
                return probe, "that"
            if lower[probe] in ("how", "why", "what", "whether"):
                return probe, "wh"
            if lower[probe] in ("to", "not") and self._infinitive(probe, limit):
                return index, "object"
            if (
                lower[probe]
                in (
                    "he",
                    "she",
                    "they",
                    "it",
                    "we",
                    "i",
                    "there",
                    "his",
                    "her",
                    "the",
                    "its",
                    "their",
                )
                and lower[probe - 1] not in PREPOSITIONS
                and lower[probe - 1] not in DETERMINERS
                and self._finite(probe + 1, limit)
            ):
                return probe, "bare"
            if lower[probe] in AUXILIARIES:
                return None
        return None

    def _after_adverbial(
        self, index: int, limit: int, frames: frozenset[str]
    ) -> tuple[int, str] | None:
        """What follows a phrase of time, place or manner: `said in a statement on Monday that ...`."""
        tokens, lower = self.tokens, self.tokens.lower
        name = self.phrases.name_at[index]
        dated = name >= 0 and self.coreference.names[name].type == "DATE"
        word = lower[index]
        if not (dated or word in _PLACE_TIME or word.endswith("ly") or word == ","):
            return None
        for probe in range(index, min(limit, index + _MAX_ADVERBIAL)):
            if tokens.text[probe] in (";", ".", "—"):
                return None
            opens = self._opens_quote(probe, limit)
            if opens is not None and (opens > probe or tokens.text[probe - 1] in (",", ":")):
                return opens, "quote"
            if self.inside[probe] >= 0:
                return None
            if (
                probe > index
                and lower[probe] == "that"
                and frames & {"c", "t"}
                and self._that_clause(probe, limit)
            ):
                return probe, "that"
            if lower[probe] in AUXILIARIES and probe > index + 1:
                break
        if dated and "c" in frames and index + 1 < limit and self._finite(index + 1, limit):
            after = self.coreference.names[name].end
            if after < limit and tokens.text[after][0].isalnum():
                return after, "bare"
        return None

    def _quotes_soon(self, index: int, sentence: Sentence) -> bool:
        """Whether the phrase that starts here quotes some words before its clause ends."""
        for probe in range(index, min(sentence.end, index + 18)):
            if self.inside[probe] >= 0:
                marked = self.marked[self.inside[probe]]
                words = [
                    i for i in range(marked.first, marked.end) if self.tokens.text[i][0].isalnum()
                ]
                return bool(words) and not self._title_case(words)
            if self.tokens.text[probe] in (";", ":", ",", "—"):
                return False
            if self.tokens.lower[probe] in FORMS and self.tokens.lower[probe] in ("said", "says"):
                return False
        return False

    def _clause_end(self, sentence: Sentence, first: int, introduced: str) -> int:
        """Where what a cue governs ends, final stop left out."""
        tokens, lower = self.tokens, self.tokens.lower
        index = first
        if introduced == "quote":
            return self.marked[self.inside[first]].outer_end
        end = min(sentence.end, first + _MAX_CLAUSE)
        subordinate = self._in_opening_clause(sentence, first)
        depth = 0
        if end < sentence.end and self.inside[end] >= 0:
            end = max(end, self.marked[self.inside[end]].outer_end)
        while index < end:
            place = self.inside[index]
            if place >= 0:
                index = max(index + 1, self.marked[place].outer_end)
                if introduced == "noun" and index < end and tokens.text[index] in (",", ";"):
                    return index
                continue
            word = lower[index]
            if tokens.text[index] in _STRONG_STOPS:
                return index
            depth += (tokens.text[index] == "(") - (tokens.text[index] == ")")
            if depth < 0:
                return index
            if tokens.text[index] == "," and index + 1 < end:
                following = lower[index + 1]
                if introduced == "noun" or subordinate:
                    return index
                if following in _CONTRASTS and self._cue_soon(index + 2, end):
                    return index
                if following == "according":
                    return index
                if (
                    following in FORMS
                    and any(c.forms == {"gerund"} for c in FORMS[following])
                    and "c" in FORMS[following][0].frames
                ):
                    return index
                if self._trailing_attribution(index + 1, end):
                    return index
            elif word in ("and", "but") and index > first + 2 and index + 1 < end:
                following = index + 1
                if lower[following] in ("also", "then", "later", "even"):
                    following += 1
                if following < end and lower[following] in FORMS and self._second_cue(following):
                    return index
            index += 1
        while (
            end > first
            and tokens.text[end - 1] in (".", "!", "?", ":", ",")
            and self.inside[end - 1] < 0
        ):
            end -= 1
        return end

    def _in_opening_clause(self, sentence: Sentence, first: int) -> bool:
        """Whether a token stands in a clause like `While she denied ...,` that opens a sentence."""
        if self.tokens.lower[sentence.first] not in _SUBORDINATORS:
            return False
        return "," not in self.tokens.text[sentence.first : min(first, sentence.first + _MAX_LEAD)]

    def _cue_soon(self, index: int, end: int) -> bool:
        """Whether another source speaks after a conjunction (`..., while Cruz said`)."""
        for probe in range(index, min(end, index + 7)):
            lower = self.tokens.lower[probe]
            if self.inside[probe] >= 0:
                return False
            if lower in FORMS and not may_be_noun(lower) and self._second_cue(probe):
                return self.phrases.name_at[probe - 1] >= 0 or lower in ("said", "says")
        return False

    def _second_cue(self, index: int) -> bool:
        cue = FORMS[self.tokens.lower[index]][0]
        return (
            bool(cue.forms & {"past", "third"})
            and bool(cue.frames & {"c", "q", "o", "x"})
            and not may_be_noun(self.tokens.lower[index])
        )

    def _trailing_attribution(self, first: int, end: int) -> bool:
        """Whether `X said` and no more than an adverbial stands up to the sentence's end."""
        tokens, lower = self.tokens, self.tokens.lower
        for index in range(first, min(end, first + 10)):
            if self.inside[index] >= 0 or (tokens.text[index] == "," and index > first):
                return False
            if index > first and lower[index] in FORMS and "q" in FORMS[lower[index]][0].frames:
                after = index + 1
                if (
                    after < end
                    and (self.tokens.text[after] in (":", ","))
                    and (after + 1 < end and self.inside[after + 1] >= 0)
                ):
                    return True
                if lower[index] in ("said", "says", "added", "reported"):
                    return end - index <= _MAX_ADVERBIAL
        return False

    def _ends_content(self, index: int, sentence: Sentence) -> bool:
        """Whether a quotation or a comma stands here, so that an inverted cue may follow."""
        if index < sentence.first:
            return index >= 0 and self.inside[index] >= 0 and self._same_paragraph(index, index + 1)
        return self.inside[index] >= 0 or self.tokens.text[index] == ","

    def _same_paragraph(self, one: int, other: int) -> bool:
        return self.tokens.paragraph[one] == self.tokens.paragraph[other]

    def _backward(
        self, sentence: Sentence, occurrence: _Occurrence, source: Source, after: int
    ) -> bool:
        """Take what precedes `X said` or `said X`, and what goes on after it."""
        tokens = self.tokens
        start = min(source.first, occurrence.verb.first)
        last = start - 1
        if last < 0 or not self._same_paragraph(last, start):
            return False
        content_end = start
        if self.inside[last] >= 0:
            pass
        elif tokens.text[last] in (",", "–", "—", "--") and last > sentence.first:
            content_end = last
            if self.inside[last - 1] >= 0:
                last -= 1
        else:
            return False
        quoted = self.inside[last] >= 0
        if not quoted and not self._ends_after(occurrence, source, after, sentence):
            return False
        parts: list[tuple[int, int]] = []
        if quoted and last < sentence.first:
            marked = self.marked[self.inside[last]]
            parts.append((marked.outer_first, marked.outer_end))
        else:
            first = self._content_start(sentence, content_end)
            if first >= content_end:
                return False
            parts.append((first, content_end))
        following = max(after, occurrence.end)
        resumed = self._resumes(following, sentence)
        if resumed is not None:
            parts.append(resumed)
        if not quoted and resumed is None:
            rest = self._goes_on_after(following, sentence)
            if rest is not None:
                parts.append(rest)
        if not quoted and not any(self._finite(first, end) for first, end in parts):
            return False
        if (
            quoted
            and self.inside[parts[0][0]] < 0
            and not any(
                self.inside[i] < 0 and tokens.text[i][0].isalnum() for i in range(*parts[0])
            )
        ):
            parts[0] = (self.marked[self.inside[last]].outer_first, parts[0][1])
        return self._take(
            parts, source, occurrence, _act(occurrence.cue, "bare"), 0.85 if quoted else 0.75
        )

    def _content_start(self, sentence: Sentence, end: int) -> int:
        """Where a clause before its attribution begins: the sentence, or after what is taken."""
        first = max(sentence.first, end - _MAX_CLAUSE)
        if self.inside[first] >= 0:
            first = self.marked[self.inside[first]].outer_first
        for index in range(end - 1, first - 1, -1):
            if self.inside[index] >= 0 and self.inside[index] in self.spoken:
                return index + 1
            if self.tokens.text[index] in _STRONG_STOPS and self.inside[index] < 0:
                return index + 1
        while first < end and (
            self.tokens.text[first] in ("–", "—", "--", "-", "•", "*", ")", ",")
            or self.tokens.lower[first] in ("but", "and", "yet", "or")
        ):
            first += 1
        return first

    def _ends_after(
        self, occurrence: _Occurrence, source: Source, after: int, sentence: Sentence
    ) -> bool:
        """Whether only time, place or circumstance follows an attribution."""
        tokens, lower = self.tokens, self.tokens.lower
        index = max(after, occurrence.end)
        if index >= sentence.end or tokens.text[index] in (".", ",", ";", "!", "?", ":", "…"):
            return True
        name = self.phrases.name_at[index]
        if name >= 0:
            return self.coreference.names[name].type == "DATE" or "o" in occurrence.cue.frames
        if lower[index] in _PLACE_TIME or lower[index].endswith("ly"):
            return sentence.end - index <= 30
        return "o" in occurrence.cue.frames and sentence.end - index <= 8

    def _resumes(self, index: int, sentence: Sentence) -> tuple[int, int] | None:
        """The rest of a quotation that its attribution interrupts."""
        tokens = self.tokens
        for probe in range(index, min(sentence.end, index + _MAX_ADVERBIAL)):
            if self.inside[probe] >= 0:
                if probe == index or tokens.text[probe - 1] not in (",", ":", "—", "–"):
                    return None
                marked = self.marked[self.inside[probe]]
                words = sum(tokens.text[i][0].isalnum() for i in range(marked.first, marked.end))
                if words < _SHORT and marked.outer_end < sentence.end - 1:
                    return None
                return marked.outer_first, marked.outer_end
            if tokens.lower[probe] in FORMS and probe > index:
                return None
        return None

    def _goes_on_after(self, index: int, sentence: Sentence) -> tuple[int, int] | None:
        """The rest of a reported clause that its attribution interrupts (`X, he said, is Y`)."""
        tokens, lower = self.tokens, self.tokens.lower
        if index + 2 >= sentence.end or tokens.text[index] != ",":
            return None
        following = lower[index + 1]
        if following in FORMS or following in ("who", "which", "citing", "referring", "speaking"):
            return None
        if following.endswith("ing") and following != "during":
            return None
        end = self._clause_end(sentence, index + 1, "bare")
        return (index + 1, end) if end - index > 3 else None

    def _according(self, sentence: Sentence, index: int) -> int:
        tokens = self.tokens
        source = self.phrases.after(index + 2, sentence.end)
        if source is None:
            return index + 2
        verb = Verb(index, False, False, False, False)
        cue = Cue("according to", frozenset(), ("speech",), frozenset(["c"]), "", False, False)
        occurrence = _Occurrence(index, index + 2, cue, verb)
        lead = index - 1
        if index <= sentence.first + 1:
            source = self._narrow(source)
            first = source.end
            if first < sentence.end and tokens.text[first] == ",":
                first += 1
            if first < sentence.end:
                end = self._clause_end(sentence, first, "bare")
                self._take([(first, end)], source, occurrence, "speech", 0.8)
            return max(source.end, index + 2)
        end = lead if tokens.text[lead] in (",", "—", "–") else index
        first = self._content_start(sentence, end)
        if first > sentence.first and any(self.found.taken[max(0, first - 2) : first]):
            return source.end  # the source of an attribution already read
        if first < end and end - first > 2:
            self._take([(first, end)], source, occurrence, "speech", 0.8)
        return source.end

    def _narrow(self, source: Source) -> Source:
        """The phrase up to its first comma: what follows `According to X,` is the statement."""
        for index in range(source.first, source.end):
            if self.tokens.text[index] == ",":
                return replace(source, end=index)
        return source

    # -- taking a statement ------------------------------------------------------------------

    def _take(
        self,
        spans: Sequence[tuple[int, int]],
        source: Source | None,
        occurrence: _Occurrence | None,
        act: QuoteAct,
        confidence: float,
    ) -> bool:
        """Add a statement of these tokens, unless its words are taken. Whether it was added."""
        tokens = self.tokens
        spans = [self._trim(first, end) for first, end in spans]
        spans = [(first, end) for first, end in spans if end > first]
        if not spans:
            return False
        kind, parts = self._parts(spans)
        if not parts:
            return False
        if kind != "indirect" and self._already_spoken(spans):
            return False
        if source is not None and kind == "indirect" and tokens.lower[source.first] == "you":
            return False  # `If you want to ...` speaks of anybody
        cue = occurrence.cue if occurrence else None
        polarity: Polarity = "asserted"
        if occurrence and cue:
            opens = tokens.lower[spans[0][0]] in ("whether", "if")
            if cue.denies or occurrence.verb.negated:
                polarity = "denied"
            elif cue.leaves_open or opens or occurrence.verb.modal:
                polarity = "unknown"
        speaker = self._speaker(source)
        if source is not None and source.kind == "pronoun" and speaker is None:
            confidence -= 0.1
        first, end = spans[0][0], spans[-1][1]
        self.found.statements.append(
            Statement(
                parts,
                kind,
                act,
                polarity,
                source,
                (occurrence.first, occurrence.end) if occurrence else None,
                cue.lemma if cue else None,
                confidence + (0.1 if kind == "direct" else 0.0),
                speaker,
                first,
                end,
            )
        )
        for begin, stop in spans:
            self.found.taken[begin:stop] = b"\1" * (stop - begin)
            index = begin
            while index < stop:
                if self.inside[index] >= 0:
                    self.spoken.add(self.inside[index])
                    index = max(index + 1, self.marked[self.inside[index]].outer_end)
                else:
                    index += 1
        if speaker is not None:
            self.last_speaker = speaker
        if (
            source is not None
            and source.kind == "nominal"
            and (tokens.lower[source.first] in ("a", "an", "one", "the"))
        ):
            self.last_nominal = source.first
        return True

    def _already_spoken(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether the quotations within these tokens belong to statements found before."""
        places = {
            self.inside[index]
            for first, end in spans
            for index in range(first, end)
            if self.inside[index] >= 0
        }
        return bool(places) and places <= self.spoken

    def _trim(self, first: int, end: int) -> tuple[int, int]:
        text = self.tokens.text
        while (
            first < end
            and self.inside[first] < 0
            and not text[first][0].isalnum()
            and text[first] not in ("$", "£", "€", "#", "@", "(")
        ):
            first += 1
        while (
            end > first
            and self.inside[end - 1] < 0
            and text[end - 1] in (",", ";", ":", "–", "—", "--", "-", ".")
        ):
            end -= 1
        return first, end

    def _parts(
        self, spans: Sequence[tuple[int, int]]
    ) -> tuple[QuoteKind, tuple[tuple[int, int], ...]]:
        """Offsets of a statement's parts, and its kind by the quotation marks in them."""
        quoted = unquoted = 0
        parts: list[tuple[int, int]] = []
        tokens = self.tokens
        for first, end in spans:
            index = first
            while index < end:
                place = self.inside[index]
                if place >= 0:
                    quoted += 1
                    index = max(index + 1, self.marked[place].outer_end)
                else:
                    unquoted += tokens.text[index][0].isalnum()
                    index += 1
        kind: QuoteKind = "indirect" if not quoted else "mixed" if unquoted else "direct"
        for first, end in spans:
            if kind == "direct":
                index = first
                while index < end:
                    place = self.inside[index]
                    if place >= 0:
                        quotation = self.marked[place].quotation
                        parts.append(_stripped(tokens.body, quotation.start, quotation.end))
                        index = max(index + 1, self.marked[place].outer_end)
                    else:
                        index += 1
            else:
                place = self.inside[first]
                if place >= 0 and self.marked[place].outer_end >= end:
                    quotation = self.marked[place].quotation
                    parts.append(_stripped(tokens.body, quotation.start, quotation.end))
                else:
                    parts.append((tokens.start[first], tokens.end[end - 1]))
        short = sum(end - start for start, end in parts)
        if kind == "direct" and len(parts) == 1 and not self._sentence_like(spans):
            kind = "mixed"
        return kind, tuple(part for part in parts if part[1] > part[0]) if short else ()

    def _sentence_like(self, spans: Sequence[tuple[int, int]]) -> bool:
        place = self.inside[spans[0][0]]
        marked = self.marked[place]
        last = self.tokens.text[marked.end - 1]
        return self._statement_like(marked) or last in _TERMINAL

    def _speaker(self, source: Source | None) -> int | None:
        """The name that a source refers to."""
        if source is None:
            return None
        if source.kind == "named":
            return source.name
        if source.kind == "pronoun":
            lower = self.tokens.lower[source.first]
            if lower == "who":
                return self.antecedents.relative(source.first)
            if lower in PERSONAL:
                found = self.antecedents.personal(source.first, self.last_speaker)
                names = self.coreference.names
                nominal = self.last_nominal
                if (
                    found is not None
                    and nominal > names[found].first
                    and (self._same_paragraph(nominal, source.first))
                ):
                    return None  # `A spokesman said ... He said ...`
                return found
        return None

    # -- quotations that no cue took ---------------------------------------------------------

    def loose_quotations(self) -> None:
        """Join what goes on from an attributed quotation; attribute the rest by place."""
        by_quotation: dict[int, int] = {}
        for number, statement in enumerate(self.found.statements):
            index = statement.first
            while index < statement.end:
                place = self.inside[index]
                if place >= 0:
                    by_quotation.setdefault(place, number)
                    index = max(index + 1, self.marked[place].outer_end)
                else:
                    index += 1
        for place, marked in enumerate(self.marked):
            if place in self.spoken:
                continue
            before = by_quotation.get(place - 1) if place else None
            if before is not None and self._whole(marked) and self._goes_on(place, before):
                self._extend(before, place)
                by_quotation[place] = before
                continue
            if not self._stands_alone(marked):
                continue
            number = self._loose(place, before)
            if number is not None:
                by_quotation[place] = number
        self._continue_backwards(by_quotation)

    def _whole(self, marked: Marked) -> bool:
        """Whether a quotation is one or more whole sentences, however short."""
        tokens = self.tokens
        first = tokens.text[marked.first]
        starts = first[0].isupper() or not first[0].isalpha() or marked.quotation.continues
        return starts and (self._last(marked) in _TERMINAL or not marked.quotation.closed)

    def _last(self, marked: Marked) -> str:
        """The last token of a quotation, closing marks of nested ones left out."""
        end = marked.end
        while end > marked.first + 1 and self.tokens.text[end - 1] in MARKS:
            end -= 1
        return self.tokens.text[end - 1]

    def _stands_alone(self, marked: Marked) -> bool:
        """Whether a quotation is a sentence or more of its own, not words within another."""
        tokens = self.tokens
        words = [i for i in range(marked.first, marked.end) if tokens.text[i][0].isalnum()]
        if len(words) < _SHORT or not self._statement_like(marked):
            return marked.quotation.continues
        if marked.quotation.continues:
            return True
        start = marked.outer_first
        first_of_paragraph = start == 0 or not self._same_paragraph(start - 1, start)
        after_stop = (
            first_of_paragraph
            or tokens.text[start - 1] in (".", "!", "?", ":", "…")
            or (self.inside[start - 1] >= 0)
        )
        ends = (
            self._last(marked) in _TERMINAL
            or not marked.quotation.closed
            or (marked.outer_end < len(tokens) and tokens.text[marked.outer_end] in (".", "!", "?"))
        )
        return after_stop and ends and len(words) > _SHORT

    def _goes_on(self, place: int, number: int) -> bool:
        """Whether a quotation goes on from the statement that took the one before it."""
        marked, previous = self.marked[place], self.marked[place - 1]
        statement = self.found.statements[number]
        if statement.kind == "indirect" or statement.source is None:
            return False
        if marked.quotation.continues and not previous.quotation.closed:
            return True
        if marked.quotation.paragraph != previous.quotation.paragraph:
            return False
        # Only the attribution stands between: at most the rest of that sentence.
        at = bisect_left(self.sentence_starts, marked.outer_first + 1) - 1
        sentence = self.sentences[at]
        between = self.tokens.paragraph[marked.outer_first]
        if sentence.first < marked.outer_first - 1 or between != sentence.paragraph:
            return False
        if at == 0:
            return False
        earlier = self.sentences[at - 1]
        return earlier.first < previous.outer_end or previous.outer_end == sentence.first

    def _extend(self, number: int, place: int) -> None:
        marked = self.marked[place]
        statement = self.found.statements[number]
        part = _stripped(self.tokens.body, marked.quotation.start, marked.quotation.end)
        if part[1] <= part[0]:
            return
        self.found.statements[number] = replace(
            statement, parts=(*statement.parts, part), end=max(statement.end, marked.outer_end)
        )
        self.spoken.add(place)
        self.found.taken[marked.outer_first : marked.outer_end] = b"\1" * (
            marked.outer_end - marked.outer_first
        )

    def _loose(self, place: int, before: int | None) -> int | None:
        """A statement of a quotation without a cue: its speaker by the words before it, or none."""
        marked = self.marked[place]
        source: Source | None = None
        confidence = 0.4
        speaker: int | None = None
        if before is not None:
            statement = self.found.statements[before]
            gap = marked.quotation.paragraph - self.marked[place - 1].quotation.paragraph
            at_start = marked.outer_first == 0 or not self._same_paragraph(
                marked.outer_first - 1, marked.outer_first
            )
            if (
                statement.kind != "indirect"
                and statement.source
                and gap <= 1
                and (gap == 0 or at_start)
            ):
                source, speaker, confidence = statement.source, statement.speaker, 0.5
        if source is None:
            source = self._named_before(marked)
            speaker = self._speaker(source)
        part = _stripped(self.tokens.body, marked.quotation.start, marked.quotation.end)
        if part[1] <= part[0]:
            return None
        self.spoken.add(place)
        self.found.add(
            Statement(
                (part,),
                "direct",
                "speech",
                "asserted",
                source,
                None,
                None,
                confidence if source else 0.3,
                speaker,
                marked.outer_first,
                marked.outer_end,
            )
        )
        return len(self.found.statements) - 1

    def _named_before(self, marked: Marked) -> Source | None:
        """The subject of the sentence that leads up to a quotation (`Lee was blunt: "..."`)."""
        start = marked.outer_first
        if start == 0 or not self._same_paragraph(start - 1, start):
            return None
        at = bisect_left(self.sentence_starts, start) - 1
        if at < 0:
            return None
        sentence = self.sentences[at]
        if self.tokens.text[start - 1] == ":":
            name = self.phrases.name_at[start - 2] if start > 1 else -1
            if name >= 0 and self.coreference.names[name].type == "PERSON":
                item = self.coreference.names[name]
                if item.head == sentence.first:
                    return Source(item.head, item.end, "named", name)
        if sentence.paragraph != self.tokens.paragraph[start]:
            return None
        return self._clause_subject(sentence, start)

    def _continue_backwards(self, by_quotation: dict[int, int]) -> None:
        """Give the source of a quotation's last paragraph to its earlier ones."""
        for place in range(len(self.marked) - 1, 0, -1):
            if not self.marked[place].quotation.continues:
                continue
            later, earlier = by_quotation.get(place), by_quotation.get(place - 1)
            if later is None or earlier is None or later == earlier:
                continue
            one, two = self.found.statements[earlier], self.found.statements[later]
            if one.cue is None and two.source is not None:
                self.found.statements[earlier] = replace(
                    one, source=two.source, speaker=two.speaker, confidence=0.6
                )

    def result(self) -> list[Statement]:
        """The statements in text order, one for each set of parts."""
        unique: dict[tuple[tuple[int, int], ...], Statement] = {}
        for statement in sorted(self.found.statements, key=lambda item: -item.confidence):
            parts = tuple(sorted(set(statement.parts)))
            unique.setdefault(parts, replace(statement, parts=parts))
        return sorted(unique.values(), key=lambda item: (item.parts[0], item.parts[-1]))


def _act(cue: Cue, introduced: str) -> QuoteAct:
    if introduced == "to" and "intention" in cue.acts:
        return "intention"
    return cue.acts[0]


def _stripped(body: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of the body without white space, and stray quotation marks, at its edges."""
    while start < end and (body[start].isspace() or body[start] in MARKS - {"'", "’"}):
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end
