"""Who says what: quotations and reported clauses, each with its source and cue.

Belongs here: deciding which words of a text are a statement that it attributes, and to whom. Needs
names, quotation marks and sentences, whoever found them. Does not belong here: finding those, the
bounds of phrases and clauses (`sources`, `clauses`), or making rows (`assembly`).

Each sentence is read by its cues. A cue with its subject governs what follows it (`X said that
...`, `X said: "..."`), what precedes it (`..., X said`), or both (`"...," X said, "..."`). Whether
the words it governs stand in quotation marks decides between direct, mixed and indirect.
`docs/quotes.md` is the guide to what counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from etl.contracts.extraction import Polarity, QuoteAct, QuoteKind
from etl.extract.clauses import (
    MAX_ADVERBIAL,
    MAX_CLAUSE,
    MAX_LEAD,
    PLACE_TIME,
    SHORT,
    STRONG_STOPS,
    TERMINAL,
    Clauses,
    Introduced,
    Occurrence,
)
from etl.extract.coreference import PERSONAL, Antecedents, Coreference
from etl.extract.cues import ACCORDING_TO, FORMS, Cue, may_be_noun
from etl.extract.lexicon import words
from etl.extract.quotemarks import Marked
from etl.extract.sources import AUXILIARIES, DETERMINERS, PREPOSITIONS, Phrases, Source, Verb
from etl.extract.tokens import Sentence, Tokens

_SUBJECTS = words("grammar", "attribution.subjects")
_PLURALS = words("grammar", "attribution.plurals")
_ACTORS = frozenset(["ORGANIZATION", "LOCATION", "NORP"])
"""Types that a sentence's first name may have to be its subject."""
_PARTICIPLE_LINKS = frozenset([",", "and", "as", "before", "while", "by", "after", "in"])
_PLAIN_PARTICIPLES = frozenset(["say", "claim", "argue", "warn", "declare", "insist"])
"""Cues whose participle follows its clause without a comma too."""
_EMPTY = frozenset(["it", "this", "that", "so", "them", "him", "her", "nothing"])
"""Words that alone state nothing: `denied it`, `said so`."""
_KEPT_FIRST = frozenset(["$", "£", "€", "#", "@", "("])
_DROPPED_LAST = frozenset([",", ";", ":", "–", "—", "--", "-", "."])


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
        self.clauses = Clauses(tokens, coreference.names, marked, inside, self.phrases)
        self.antecedents = Antecedents(tokens, sentences, inside, coreference)
        self.statements: list[Statement] = []
        self.taken = bytearray(len(tokens))
        """1 for each token that a statement has taken."""
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

    def _occurrence(self, index: int, sentence: Sentence) -> Occurrence | None:
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
            return Occurrence(index, end, cue, verb)
        return None

    def _is_verb(self, index: int, cue: Cue, verb: Verb, sentence: Sentence) -> bool:
        """Whether the word is a finite verb here, or a participle that opens a clause."""
        if verb.infinitive or (verb.passive and "gerund" not in cue.forms):
            return False
        lower = self.tokens.lower
        before = lower[verb.first - 1] if verb.first > sentence.first else ""
        plural_only = "base" in cue.forms and "past" not in cue.forms and verb.first == index
        if plural_only and before and not self._plural_before(verb.first):
            return False
        if not may_be_noun(lower[index]) or verb.first < index or before in _SUBJECTS:
            return True
        if not before or before in DETERMINERS or before in PREPOSITIONS or before in ("'s", "'"):
            return False
        name = self.phrases.name_at[verb.first - 1]
        if name >= 0:  # but `Western states`
            return self.coreference.names[name].type != "NORP" or before.endswith("s")
        return "third" not in cue.forms or lower[index + 1 : index + 2] in (["that"], [":"], [","])

    def _plural_before(self, end: int) -> bool:
        """Whether what stands before a verb without ending may be its subject."""
        before = self.tokens.lower[end - 1]
        if before in _PLURALS or before in (",", ")"):
            return True
        return before.endswith("s") and not before.endswith(("'s", "ss"))

    # -- what a cue governs ------------------------------------------------------------------

    def _govern(
        self, sentence: Sentence, occurrence: Occurrence, previous: Source | None
    ) -> Source | None:
        """Take what a cue governs. Its source, for the cues after it; None where it has none."""
        cue, after = occurrence.cue, occurrence.end
        if cue.forms == {"gerund"} and occurrence.verb.first == occurrence.first:
            return self._participle(sentence, occurrence, previous)
        source = self.phrases.before(occurrence.verb.first, sentence.first)
        inverted = False
        if (
            source is None
            and "q" in cue.frames
            and self._ends_content(occurrence.first - 1, sentence)
        ):
            source = self.phrases.after(occurrence.end, sentence.end)
            inverted = source is not None
            after = source.end if source else after
        if source is None:
            before = self.tokens.lower[max(0, occurrence.verb.first - 1)]
            if before not in ("and", "but", "or") or previous is None:
                return None
            source = previous
        if not inverted and self._forward(sentence, occurrence, source, after):
            return source
        if cue.frames & {"q", "c", "t"}:
            self._backward(sentence, occurrence, source, after)
        return source

    def _participle(
        self, sentence: Sentence, occurrence: Occurrence, previous: Source | None
    ) -> Source | None:
        """`..., saying that ...`: the subject is that of the clause before."""
        last = occurrence.first - 1
        if last < sentence.first:
            return None
        linked = self.tokens.lower[last] in _PARTICIPLE_LINKS or self.inside[last] >= 0
        if not linked and occurrence.cue.lemma not in _PLAIN_PARTICIPLES:
            return None
        source = previous or self._clause_subject(sentence, occurrence.first)
        if source is not None:
            self._forward(sentence, occurrence, source, occurrence.end)
        return source

    def _clause_subject(self, sentence: Sentence, limit: int) -> Source | None:
        """The subject of a sentence's main clause: a pronoun, name or phrase near its beginning."""
        lower = self.tokens.lower
        index = sentence.first
        limit = min(limit, sentence.first + MAX_LEAD)
        while index < limit and self.inside[index] < 0:
            if lower[index] in ("he", "she", "they", "it", "we"):
                return Source(index, index + 1, "pronoun", None)
            place = self.phrases.name_at[index]
            if place >= 0:
                name = self.coreference.names[place]
                leads = name.type in _ACTORS and index == sentence.first
                possessive = name.end < limit and lower[name.end] in ("'s", "'")
                if (name.type == "PERSON" or leads) and not possessive:
                    return Source(name.head, name.end, "named", place)
                index = name.end
                continue
            ending = lower[index].endswith("ed") and len(lower[index]) > 4
            if lower[index] in AUXILIARIES or (index > sentence.first + 1 and ending):
                phrase = self.phrases.before(index, sentence.first)
                if phrase is not None:
                    return phrase
            index += 1
        return None

    def _forward(
        self, sentence: Sentence, occurrence: Occurrence, source: Source, after: int
    ) -> bool:
        """Take what follows the cue, if it is a statement. Whether it was."""
        found = self.clauses.complement(sentence, occurrence, after)
        if found is None:
            return False
        first, introduced = found
        end = self.clauses.clause_end(sentence, first, introduced)
        if end <= first or self.taken[first:end].count(1) * 2 > end - first:
            return False  # a clause within a reported clause
        confidence = 0.65 if introduced == "bare" else 0.75
        return self._take([(first, end)], source, occurrence, confidence, introduced)

    def _ends_content(self, index: int, sentence: Sentence) -> bool:
        """Whether a quotation or a comma stands here, so that an inverted cue may follow."""
        if index < sentence.first:
            return index >= 0 and self.inside[index] >= 0 and self._same_paragraph(index, index + 1)
        return self.inside[index] >= 0 or self.tokens.text[index] == ","

    def _same_paragraph(self, one: int, other: int) -> bool:
        return self.tokens.paragraph[one] == self.tokens.paragraph[other]

    def _backward(
        self, sentence: Sentence, occurrence: Occurrence, source: Source, after: int
    ) -> bool:
        """Take what precedes `X said` or `said X`, and what goes on after it."""
        start = min(source.first, occurrence.verb.first)
        end = self._content_end(start, sentence)
        if end is None:
            return False
        following = max(after, occurrence.end)
        quoted = self.inside[end - 1] >= 0
        if not quoted and not self._ends_after(occurrence, following, sentence):
            return False
        parts = [self._content_before(sentence, end)]
        if parts[0][0] >= end:
            return False
        resumed = self._resumes(following, sentence)
        if resumed is None and not quoted:
            resumed = self._goes_on_after(following, sentence)
        if resumed is not None:
            parts.append(resumed)
        if not quoted and not any(self.clauses.finite(first, stop) for first, stop in parts):
            return False
        return self._take(parts, source, occurrence, 0.85 if quoted else 0.75, "bare")

    def _content_end(self, start: int, sentence: Sentence) -> int | None:
        """Where the content ends that stands before an attribution which starts at a token."""
        last = start - 1
        if last < 0 or not self._same_paragraph(last, start):
            return None
        if self.inside[last] >= 0:
            return start
        if self.tokens.text[last] in (",", "–", "—", "--") and last > sentence.first:
            return last
        return None

    def _content_before(self, sentence: Sentence, end: int) -> tuple[int, int]:
        """The content that ends before a token: a clause of the sentence, or a quotation alone."""
        place = self.inside[end - 1]
        if place >= 0 and end - 1 < sentence.first:
            return self.marked[place].outer_first, end  # a quotation that ended a sentence
        first = self._content_start(sentence, end)
        if place >= 0:
            alone = not any(
                self.inside[i] < 0 and self.tokens.text[i][0].isalnum() for i in range(first, end)
            )
            first = max(first, self.marked[place].outer_first) if alone else first
        return first, end

    def _content_start(self, sentence: Sentence, end: int) -> int:
        """Where a clause before its attribution begins: the sentence, or after what is taken."""
        first = max(sentence.first, end - MAX_CLAUSE)
        if self.inside[first] >= 0:
            first = self.marked[self.inside[first]].outer_first
        for index in range(end - 1, first - 1, -1):
            if self.inside[index] >= 0 and self.inside[index] in self.spoken:
                return index + 1
            if self.tokens.text[index] in STRONG_STOPS and self.inside[index] < 0:
                return index + 1
        while first < end and (
            self.tokens.text[first] in ("–", "—", "--", "-", "•", "*", ")", ",")
            or self.tokens.lower[first] in ("but", "and", "yet", "or")
        ):
            first += 1
        return first

    def _ends_after(self, occurrence: Occurrence, index: int, sentence: Sentence) -> bool:
        """Whether only time, place or circumstance follows an attribution."""
        tokens, lower = self.tokens, self.tokens.lower
        if index >= sentence.end or tokens.text[index] in (".", ",", ";", "!", "?", ":", "…"):
            return True
        name = self.phrases.name_at[index]
        if name >= 0:
            return self.coreference.names[name].type == "DATE" or "o" in occurrence.cue.frames
        if lower[index] in PLACE_TIME or lower[index].endswith("ly"):
            return sentence.end - index <= 30
        return "o" in occurrence.cue.frames and sentence.end - index <= 8

    def _resumes(self, index: int, sentence: Sentence) -> tuple[int, int] | None:
        """The rest of a quotation that its attribution interrupts."""
        tokens = self.tokens
        for probe in range(index, min(sentence.end, index + MAX_ADVERBIAL)):
            if self.inside[probe] >= 0:
                if probe == index or tokens.text[probe - 1] not in (",", ":", "—", "–"):
                    return None
                marked = self.marked[self.inside[probe]]
                words = sum(tokens.text[i][0].isalnum() for i in range(marked.first, marked.end))
                if words < SHORT and marked.outer_end < sentence.end - 1:
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
        end = self.clauses.clause_end(sentence, index + 1, "bare")
        return (index + 1, end) if end - index > 3 else None

    def _according(self, sentence: Sentence, index: int) -> int:
        """Take what `according to X` attributes. The token to read on from."""
        tokens = self.tokens
        source = self.phrases.after(index + 2, sentence.end)
        if source is None:
            return index + 2
        occurrence = Occurrence(index, index + 2, ACCORDING_TO, Verb(index))
        lead = index - 1
        if index <= sentence.first + 1:
            source = self._narrow(source)
            first = source.end
            if first < sentence.end and tokens.text[first] == ",":
                first += 1
            if first < sentence.end:
                end = self.clauses.clause_end(sentence, first, "bare")
                self._take([(first, end)], source, occurrence, 0.8, "bare")
            return max(source.end, index + 2)
        end = lead if tokens.text[lead] in (",", "—", "–") else index
        first = self._content_start(sentence, end)
        if first > sentence.first and any(self.taken[max(0, first - 2) : first]):
            return source.end  # the source of an attribution already read
        if first < end and end - first > 2:
            self._take([(first, end)], source, occurrence, 0.8, "bare")
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
        source: Source,
        occurrence: Occurrence,
        confidence: float,
        introduced: Introduced,
    ) -> bool:
        """Add a statement of these tokens, unless its words are taken. Whether it was added."""
        trimmed = [self._trim(first, end) for first, end in spans]
        spans = [(first, end) for first, end in trimmed if end > first]
        kind, parts = self._parts(spans) if spans else ("indirect", ())
        if not parts or (kind != "indirect" and self._already_spoken(spans)):
            return False
        if kind == "indirect" and (
            self.tokens.lower[source.first] == "you"  # `If you want to ...` speaks of anybody
            or all(
                self.tokens.lower[i] in _EMPTY for first, end in spans for i in range(first, end)
            )
        ):
            return False
        speaker = self._speaker(source)
        if source.kind == "pronoun" and speaker is None:
            confidence -= 0.1
        if kind == "direct":
            confidence += 0.1
        self._add(
            Statement(
                parts,
                kind,
                _act(occurrence.cue, introduced),
                self._polarity(occurrence, spans[0][0]),
                source,
                (occurrence.first, occurrence.end),
                occurrence.cue.lemma,
                confidence,
                speaker,
                spans[0][0],
                spans[-1][1],
            ),
            spans,
        )
        if speaker is not None:
            self.last_speaker = speaker
        if source.kind == "nominal" and self.tokens.lower[source.first] in (
            "a",
            "an",
            "one",
            "the",
        ):
            self.last_nominal = source.first
        return True

    def _add(self, statement: Statement, spans: Sequence[tuple[int, int]]) -> None:
        """Add a statement, and note the tokens and quotations that it takes."""
        self.statements.append(statement)
        for first, end in spans:
            self.taken[first:end] = b"\1" * (end - first)
            self.spoken.update(self._places(first, end))

    def _polarity(self, occurrence: Occurrence, first: int) -> Polarity:
        if occurrence.cue.denies or occurrence.verb.negated:
            return "denied"
        opens = self.tokens.lower[first] in ("whether", "if")
        return (
            "unknown"
            if occurrence.cue.leaves_open or opens or occurrence.verb.modal
            else "asserted"
        )

    def _places(self, first: int, end: int) -> Iterator[int]:
        """The quotations that stand between two tokens."""
        index = first
        while index < end:
            place = self.inside[index]
            if place >= 0:
                yield place
                index = max(index + 1, self.marked[place].outer_end)
            else:
                index += 1

    def _already_spoken(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether the quotations within these tokens belong to statements found before."""
        places = {place for first, end in spans for place in self._places(first, end)}
        return bool(places) and places <= self.spoken

    def _trim(self, first: int, end: int) -> tuple[int, int]:
        """The tokens without punctuation at their edges, marks of quotation apart."""
        text = self.tokens.text
        while (
            first < end
            and self.inside[first] < 0
            and not (text[first][0].isalnum() or text[first] in _KEPT_FIRST)
        ):
            first += 1
        while end > first and self.inside[end - 1] < 0 and text[end - 1] in _DROPPED_LAST:
            end -= 1
        return first, end

    def _parts(
        self, spans: Sequence[tuple[int, int]]
    ) -> tuple[QuoteKind, tuple[tuple[int, int], ...]]:
        """A statement's kind by the quotation marks in it, and the offsets of its parts."""
        tokens = self.tokens
        places = [list(self._places(first, end)) for first, end in spans]
        unquoted = any(
            self.inside[index] < 0 and tokens.text[index][0].isalnum()
            for first, end in spans
            for index in range(first, end)
        )
        if not any(places):
            kind: QuoteKind = "indirect"
        else:
            kind = "mixed" if unquoted else "direct"
        parts: list[tuple[int, int]] = []
        for (first, end), quoted in zip(spans, places, strict=True):
            wrapped = len(quoted) == 1 and self.inside[first] == self.inside[end - 1] == quoted[0]
            if kind == "direct" or wrapped:
                parts += [self._words(self.marked[place]) for place in quoted]
            else:
                parts.append((tokens.start[first], tokens.end[end - 1]))
        if kind == "direct" and len(parts) == 1:
            marked = self.marked[places[0][0]]
            if not self.clauses.statement_like(marked) and (
                self.clauses.last_token(marked) not in TERMINAL
            ):
                kind = "mixed"
        return kind, tuple(part for part in parts if part[1] > part[0])

    def _words(self, marked: Marked) -> tuple[int, int]:
        """Offsets of what stands within the marks of a quotation, without white space."""
        body, start, end = self.tokens.body, marked.quotation.start, marked.quotation.end
        while start < end and body[start].isspace():
            start += 1
        while end > start and body[end - 1].isspace():
            end -= 1
        return start, end

    def _speaker(self, source: Source | None) -> int | None:
        """The name that a source refers to; None where it is left open."""
        if source is None or source.kind != "pronoun":
            return source.name if source else None
        lower = self.tokens.lower[source.first]
        if lower == "who":
            return self.antecedents.relative(source.first)
        if lower not in PERSONAL:
            return None
        found = self.antecedents.personal(source.first, self.last_speaker)
        described = (
            found is not None
            and self.last_nominal > self.coreference.names[found].first
            and self._same_paragraph(self.last_nominal, source.first)
        )
        return None if described else found  # `A spokesman said ... He said ...`

    # -- quotations that no cue took ---------------------------------------------------------

    def loose_quotations(self) -> None:
        """Join what goes on from an attributed quotation; attribute the rest by place."""
        by_quotation: dict[int, int] = {}
        for number, statement in enumerate(self.statements):
            for place in self._places(statement.first, statement.end):
                by_quotation.setdefault(place, number)
        for place, marked in enumerate(self.marked):
            if place in self.spoken:
                continue
            before = by_quotation.get(place - 1) if place else None
            if before is not None and self.clauses.whole(marked) and self._goes_on(place, before):
                self._extend(before, place)
                by_quotation[place] = before
            elif self.clauses.stands_alone(marked):
                by_quotation[place] = self._loose(place, before)
        self._continue_backwards(by_quotation)

    def _goes_on(self, place: int, number: int) -> bool:
        """Whether a quotation goes on from the statement that took the one before it."""
        marked, previous = self.marked[place], self.marked[place - 1]
        statement = self.statements[number]
        if statement.kind == "indirect" or statement.source is None:
            return False
        if marked.quotation.continues and not previous.quotation.closed:
            return True
        # Only the attribution stands between: at most the rest of that sentence.
        at = bisect_left(self.sentence_starts, marked.outer_first + 1) - 1
        if at < 1 or marked.quotation.paragraph != previous.quotation.paragraph:
            return False
        first = self.sentences[at].first
        if first < marked.outer_first - 1:
            return False
        return self.sentences[at - 1].first < previous.outer_end or previous.outer_end == first

    def _extend(self, number: int, place: int) -> None:
        """Add a quotation to a statement as a further part."""
        marked, statement = self.marked[place], self.statements[number]
        self.statements[number] = replace(
            statement,
            parts=(*statement.parts, self._words(marked)),
            end=max(statement.end, marked.outer_end),
        )
        self.spoken.add(place)

    def _loose(self, place: int, before: int | None) -> int:
        """Add a quotation without a cue, its speaker by what stands before it. Its number."""
        marked = self.marked[place]
        source: Source | None = None
        speaker: int | None = None
        confidence = 0.3
        statement = None if before is None else self.statements[before]
        if statement is not None and statement.source and self._carries_over(place, statement):
            source, speaker, confidence = statement.source, statement.speaker, 0.5
        else:
            source = self._named_before(marked)
            if source is not None:
                speaker, confidence = self._speaker(source), 0.4
        self._add(
            Statement(
                (self._words(marked),),
                "direct",
                "speech",
                "asserted",
                source,
                None,
                None,
                confidence,
                speaker,
                marked.outer_first,
                marked.outer_end,
            ),
            [(marked.outer_first, marked.outer_end)],
        )
        return len(self.statements) - 1

    def _carries_over(self, place: int, statement: Statement) -> bool:
        """Whether the speaker of the quotation before goes on here: same paragraph, or the next."""
        marked = self.marked[place]
        gap = marked.quotation.paragraph - self.marked[place - 1].quotation.paragraph
        start = marked.outer_first
        leads = start == 0 or not self._same_paragraph(start - 1, start)
        return statement.kind != "indirect" and (gap == 0 or (gap == 1 and leads))

    def _named_before(self, marked: Marked) -> Source | None:
        """The subject of the sentence that leads up to a quotation (`Lee was blunt: "..."`)."""
        start = marked.outer_first
        if start == 0 or not self._same_paragraph(start - 1, start):
            return None
        sentence = self.sentences[bisect_left(self.sentence_starts, start) - 1]
        return self._clause_subject(sentence, start)

    def _continue_backwards(self, by_quotation: dict[int, int]) -> None:
        """Give the source of a quotation's last paragraph to its earlier ones."""
        for place in range(len(self.marked) - 1, 0, -1):
            if not self.marked[place].quotation.continues:
                continue
            later, earlier = by_quotation.get(place), by_quotation.get(place - 1)
            if later is None or earlier is None or later == earlier:
                continue
            one, two = self.statements[earlier], self.statements[later]
            if one.cue is None and two.source is not None:
                self.statements[earlier] = replace(
                    one, source=two.source, speaker=two.speaker, confidence=0.6
                )

    def result(self) -> list[Statement]:
        """The statements in text order, one for each set of parts."""
        unique: dict[tuple[tuple[int, int], ...], Statement] = {}
        for statement in sorted(self.statements, key=lambda item: -item.confidence):
            parts = tuple(sorted(set(statement.parts)))
            unique.setdefault(parts, replace(statement, parts=parts))
        return sorted(unique.values(), key=lambda item: (item.parts[0], item.parts[-1]))


def _act(cue: Cue, introduced: Introduced) -> QuoteAct:
    if introduced == "to" and "intention" in cue.acts:
        return "intention"
    return cue.acts[0]
