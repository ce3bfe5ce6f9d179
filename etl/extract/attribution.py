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
from etl.extract.cues import FORMS, Cue, may_be_noun
from etl.extract.quotemarks import MARKS, Marked
from etl.extract.sources import AUXILIARIES, DETERMINERS, PREPOSITIONS, Phrases, Source, Verb
from etl.extract.tokens import Sentence, Tokens


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


@dataclass(slots=True)
class _Found:
    """Statements so far, and which tokens they take."""

    statements: list[Statement] = field(default_factory=list)
    taken: bytearray = field(default_factory=bytearray)

    def add(self, statement: Statement) -> None:
        self.statements.append(statement)
        self.taken[statement.first : statement.end] = b"\1" * (statement.end - statement.first)


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
        self, sentence: Sentence, occurrence: Occurrence, previous: Source | None
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
        self, sentence: Sentence, occurrence: Occurrence, previous: Source | None
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
        limit = min(limit, sentence.first + MAX_LEAD)
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
        self, sentence: Sentence, occurrence: Occurrence, source: Source, after: int
    ) -> bool:
        """Take what follows the cue, if it is a statement. Whether it was."""
        cue, tokens = occurrence.cue, self.tokens
        found = self.clauses.complement(sentence, occurrence, after)
        if found is None:
            return False
        first, introduced = found
        if first >= sentence.end:
            return False
        end = self.clauses.clause_end(sentence, first, introduced)
        if end <= first:
            return False
        act = _act(cue, introduced)
        taken = self.found.taken[first:end].count(1)
        if taken * 2 > end - first:
            return False  # a clause within a reported clause
        return self._take(
            [(first, end)], source, occurrence, act, 0.75 if introduced != "bare" else 0.65
        )

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
        if not quoted and not any(self.clauses.finite(first, end) for first, end in parts):
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

    def _ends_after(
        self, occurrence: Occurrence, source: Source, after: int, sentence: Sentence
    ) -> bool:
        """Whether only time, place or circumstance follows an attribution."""
        tokens, lower = self.tokens, self.tokens.lower
        index = max(after, occurrence.end)
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
        tokens = self.tokens
        source = self.phrases.after(index + 2, sentence.end)
        if source is None:
            return index + 2
        verb = Verb(index, False, False, False, False)
        cue = Cue("according to", frozenset(), ("speech",), frozenset(["c"]), "", False, False)
        occurrence = Occurrence(index, index + 2, cue, verb)
        lead = index - 1
        if index <= sentence.first + 1:
            source = self._narrow(source)
            first = source.end
            if first < sentence.end and tokens.text[first] == ",":
                first += 1
            if first < sentence.end:
                end = self.clauses.clause_end(sentence, first, "bare")
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
        occurrence: Occurrence | None,
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
        return self.clauses.statement_like(marked) or last in TERMINAL

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
            if before is not None and self.clauses.whole(marked) and self._goes_on(place, before):
                self._extend(before, place)
                by_quotation[place] = before
                continue
            if not self.clauses.stands_alone(marked):
                continue
            number = self._loose(place, before)
            if number is not None:
                by_quotation[place] = number
        self._continue_backwards(by_quotation)

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


def _act(cue: Cue, introduced: Introduced) -> QuoteAct:
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
