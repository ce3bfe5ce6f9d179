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
from functools import cached_property

from etl.contracts.extraction import Polarity, QuoteAct, QuoteKind, SpeakerKind
from etl.extract.clauses import (
    ADVERBIAL_LEADS,
    LEADS_UP,
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
from etl.extract.coreference import BODIES, PERSONAL, Antecedents, Coreference, learn_genders
from etl.extract.cues import (
    ACCORDING_TO,
    FORMS,
    QUOTED_AS,
    Cue,
    lemma_of,
    may_be_noun,
)
from etl.extract.lexicon import words
from etl.extract.quotemarks import Marked
from etl.extract.sources import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    Phrases,
    Source,
    Verb,
    is_adverb,
)
from etl.extract.tokens import Sentence, Tokens

_SUBJECTS = words("grammar", "attribution.subjects")
_PLURALS = words("grammar", "attribution.plurals")
_ACTORS = frozenset(["ORGANIZATION", "LOCATION", "NORP"])
"""Types that a sentence's first name may have to be its subject."""
_PARTICIPLE_LINKS = frozenset([",", "and", "as", "before", "while", "by", "after", "in"])
_PLAIN_PARTICIPLES = frozenset(["say", "claim", "argue", "warn", "declare", "insist"])
"""Cues whose participle follows its clause without a comma too."""
_ADDING = frozenset(["add", "continue", "conclude", "go on"])
"""Cues of who spoke before."""
_NOBODY = frozenset(["none", "nobody", "neither", "no"])
"""First words of a source that says the opposite of its cue."""
_EMPTY = frozenset(["it", "this", "that", "so", "them", "him", "her", "nothing"])
"""Words that alone state nothing: `denied it`, `said so`."""
LEADING = frozenset([",", "?", "!", "—", "–", "--", "-", "…", "..."])
"""What a quotation ends with before its attribution, but where a sentence ends with it."""
_CLAUSE_OPENERS = frozenset(
    ["what", "which", "that", "and", "but", "as", "while", "when", "because", "if", "though", "or"]
)
_SENTENCE_PRONOUNS = frozenset(["He", "She", "They", "It", "We"])
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
    reader = Reader(tokens, sentences, marked, inside, coreference)
    if english:
        for place in range(len(sentences)):
            reader.sentence(place)
    reader.loose_quotations()
    return reader.result()


class Reader:
    """Collects the statements of one article: by its own reading, or as another that extends it."""

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
        learn_genders(tokens, sentences, inside, coreference)
        self.antecedents = Antecedents(tokens, sentences, inside, coreference)
        self.statements: list[Statement] = []
        self.taken = bytearray(len(tokens))
        """1 for each token that a statement has taken."""
        self.spoken: set[int] = set()
        """Quotations that a statement has taken."""
        self.sentence_starts = [sentence.first for sentence in sentences]
        self.starts = frozenset(self.sentence_starts)
        self.indirect: list[int] = []
        """Where statements begin that quote nothing, in order."""
        self.said_in: dict[int, Statement] = {}
        """Sentence -> the longest statement whose cue stands in it."""
        self.last_speaker: int | None = None
        self.last_said = -1
        """Last token of the source that meant the last speaker."""
        self.last_nominal = -1
        """First token of the last source that is a description, unless it is of many."""

    # -- one sentence ------------------------------------------------------------------------

    def sentence(self, place: int) -> None:
        """Read one sentence by its cues."""
        sentence = self.sentences[place]
        lower = self.tokens.lower
        resume = sentence.first
        previous_source: Source | None = None
        first, end = (bisect_left(self._cues, edge) for edge in (sentence.first, sentence.end))
        for index in self._cues[first:end]:
            if index < resume or self.inside[index] >= 0:
                continue
            if lower[index] == "according":
                if index + 2 < sentence.end and lower[index + 1] == "to":
                    resume = self._according(sentence, index)
                continue
            occurrence = self._occurrence(index, sentence)
            if occurrence is not None:
                embedded = self.taken[index]
                source = self._govern(sentence, occurrence, previous_source)
                if source is not None and not (embedded and previous_source):
                    previous_source = source
                resume = occurrence.end

    @cached_property
    def _cues(self) -> list[int]:
        """Tokens that may be a cue."""
        return [
            index
            for index, word in enumerate(self.tokens.lower)
            if word in FORMS or word == "according"
        ]

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
        leads = verb.first > 0 and self.inside[verb.first - 1] >= 0
        if leads and self._follows_statement(verb.first):
            return True  # `"It sank," recalls his sister`
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
        for index in range(end - 2, max(0, end - MAX_ADVERBIAL), -1):
            word = self.tokens.lower[index]
            if not self.tokens.text[index][0].isalnum() and word != "&":
                break
            follows = word in PREPOSITIONS and self.phrases.name_at[index] < 0
            if follows and self._plural(self.tokens.lower[index - 1]):
                return True  # `analysts at Corbel & Finch estimate`
        return self._plural(before)

    def _plural(self, before: str) -> bool:
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
            source = self._unusual_subject(sentence, occurrence, previous)
        if source is None or self._reduced(sentence, occurrence, source):
            return None
        if cue.lemma == "quote":
            quoted = self.phrases.after(occurrence.end, sentence.end)
            if quoted is not None and self._as_saying(quoted.end, sentence.end):
                verb = replace(occurrence.verb, first=min(source.first, occurrence.verb.first))
                source = quoted  # `the Post quoted Lee as saying`
                occurrence = replace(occurrence, cue=QUOTED_AS, verb=verb)
                cue, after = QUOTED_AS, quoted.end + 2
        backwards = bool(cue.frames & {"q", "c", "t", "o"})
        if backwards and not inverted and cue is not QUOTED_AS:
            source = self._up_to_quotation(source)
            if self._interrupts(sentence, occurrence, source):
                return source
        start = min(source.first, occurrence.verb.first)
        if (
            backwards
            and self._follows_statement(start)
            and self._backward(sentence, occurrence, source, after)
        ):
            return source
        if not inverted and self._forward(sentence, occurrence, source, after):
            return source
        if backwards:
            self._backward(sentence, occurrence, source, after)
        return source

    def _as_saying(self, index: int, limit: int) -> bool:
        return index + 1 < limit and self.tokens.lower[index : index + 2] == ["as", "saying"]

    def _unusual_subject(
        self, sentence: Sentence, occurrence: Occurrence, previous: Source | None
    ) -> Source | None:
        """The subject of a cue without one right before it.

        That of the clause before (`... and said`), a relative pronoun before a quotation (`a sign
        that read "..."`), or all that stands between a quotation and the cue.
        """
        lower, end = self.tokens.lower, occurrence.verb.first
        before = lower[end - 1] if end > sentence.first else ""
        if before in ("and", "but", "or"):
            return previous or self._nearest_subject(sentence, end - 1)
        if before in ("that", "which") and end - 1 > sentence.first:
            quoted = self.clauses.opens_at(occurrence.end, sentence.end)
            return Source(end - 1, end, "pronoun", None) if quoted is not None else None
        for first in range(end, max(sentence.first, end - MAX_ADVERBIAL) - 1, -1):
            if first == 0 or self.tokens.text[first - 1] in (",", ";", ":"):
                return None
            if self.inside[first - 1] >= 0:
                if first < end and self._follows_statement(first):
                    name = self.phrases.name_at[end - 1]
                    kind: SpeakerKind = "named" if name >= 0 else "nominal"
                    return Source(first, end, kind, name if name >= 0 else None)
                return None
        return None

    def _nearest_subject(self, sentence: Sentence, end: int) -> Source | None:
        """The nearest pronoun that is a subject, else the subject of the main clause."""
        for index in range(end - 1, max(sentence.first, end - MAX_LEAD) - 1, -1):
            if self.inside[index] >= 0:
                break
            if self.tokens.lower[index] in ("he", "she", "they", "we", "i", "who"):
                return Source(index, index + 1, "pronoun", None)
        return self._clause_subject(sentence, end)

    def _reduced(self, sentence: Sentence, occurrence: Occurrence, source: Source) -> bool:
        """Whether a naming cue is a participle after its noun (`a website called "..."`)."""
        if "l" not in occurrence.cue.frames or source.kind != "nominal":
            return False
        if not occurrence.cue.forms & {"participle"} or occurrence.verb.first < occurrence.first:
            return False
        first = source.first
        if first == sentence.first:
            return False
        before = self.tokens.text[first - 1]
        if self.clauses.opens_at(occurrence.end, sentence.end) is not None:
            return before.lower() not in _CLAUSE_OPENERS  # `Later, a group called "..."`
        leads = self.inside[first - 1] >= 0 or not before[0].isalnum()
        return not (leads or before.lower() in _CLAUSE_OPENERS)

    def _up_to_quotation(self, source: Source) -> Source:
        """The subject from the end of the quotation that leads up to it, where no comma parts them.

        `"...," the Vermont senator and candidate said`.
        """
        first = source.first
        while first > 0 and source.first - first < MAX_ADVERBIAL and self.inside[first - 1] < 0:
            word = self.tokens.text[first - 1]
            joins = word[0].isalnum() or word in ("'s", "’s", "&", "-")
            if not joins or not self._same_paragraph(first - 1, first) or word.endswith("."):
                return source
            if self.tokens.lower[first - 1] in AUXILIARIES and word not in ("'s", "’s"):
                return source
            first -= 1
        if first in (source.first, 0) or self.inside[first - 1] < 0:
            return source
        if self.tokens.lower[first] in ("and", "but", "or"):
            return source
        return replace(source, first=first) if self._follows_statement(first) else source

    def _interrupts(self, sentence: Sentence, occurrence: Occurrence, source: Source) -> bool:
        """Take a clause that its attribution parts from the quotation it goes on with.

        `The plan, Lee said, "is a farce."`; but not `In the end, Lee said, "it was a farce."`.
        """
        last = min(source.first, occurrence.verb.first) - 1
        if last <= sentence.first or self.tokens.text[last] != "," or self.inside[last - 1] >= 0:
            return False
        quoted = self.clauses.opens_at(occurrence.end, sentence.end)
        if quoted is None:
            return False
        marked = self.marked[self.inside[quoted]]
        word = self.tokens.lower[marked.first]
        if not self.tokens.text[marked.first][0].islower():
            return False
        first = self._content_start(sentence, last)
        if first >= last or self.taken[first:last].count(1):
            return False
        lead = self.tokens.lower[first]
        if lead in PREPOSITIONS or lead in ADVERBIAL_LEADS:
            if word not in AUXILIARIES:
                return False
        elif last - first > 3 and word not in AUXILIARIES and self.clauses.finite(first, last):
            return False
        return self._take(
            [(first, last), (marked.outer_first, marked.outer_end)],
            source,
            occurrence,
            0.7,
            "quote",
        )

    def _follows_statement(self, start: int) -> bool:
        """Whether a quotation that nobody has spoken leads up to a token (`"Stop that," X said`).

        Then the cue there governs it, whatever follows. Not so in `After calling the deal "a
        farce," X said that ...`.
        """
        last = start - 1
        if last < 0 or self.inside[last] < 0 or not self._same_paragraph(last, start):
            return False
        place = self.inside[last]
        marked = self.marked[place]
        ends = self.clauses.last_token(marked)
        if place in self.spoken or ends not in LEADING:
            return False
        if ends != "," and start in self.starts and self.tokens.text[start] in _SENTENCE_PRONOUNS:
            return False  # `"Would you go?" He answered, "No."`
        first = marked.outer_first
        return (
            self.clauses.statement_like(marked)
            or first in self.starts
            or (
                self._same_paragraph(max(0, first - 1), first)
                and first > 0
                and self.tokens.text[first - 1] == ":"
            )
        )

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
                first = sentence.first + (lower[sentence.first] == "the")
                leads = name.type in _ACTORS and index == first
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
            found = self.clauses.next_paragraph(sentence, occurrence)
        if found is None:
            return False
        first, introduced = found
        end = self.clauses.clause_end(sentence, first, introduced)
        if end <= first or self.taken[first:end].count(1) * 2 > end - first:
            return False  # a clause within a reported clause
        if introduced == "noun" and occurrence.cue.lemma == "read" and self._is_title(first, end):
            named = source.name
            person = named is not None and self.coreference.names[named].type == "PERSON"
            if person or source.kind == "pronoun":
                return False  # `she read "The Long Crossing"`; but `a sign read "Mind The Gap"`
        confidence = 0.65 if introduced == "bare" else 0.75
        return self._take([(first, end)], source, occurrence, confidence, introduced)

    def _is_title(self, first: int, end: int) -> bool:
        place = self.inside[first]
        if place < 0 or self.marked[place].outer_end > end:
            return False
        return self.clauses.title_case(self.clauses.word_tokens(self.marked[place]))

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
            if alone or self._led_up_to(place, first):
                first = max(first, self.marked[place].outer_first)
        return first, end

    def _led_up_to(self, place: int, first: int) -> bool:
        """Whether something leads up to a quotation that is a statement: it alone is reported."""
        marked = self.marked[place]
        before = marked.outer_first - 1
        return (
            before > first
            and self.tokens.text[before] in LEADS_UP
            and self.clauses.statement_like(marked)
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

    def _ends_after(self, occurrence: Occurrence, index: int, sentence: Sentence) -> bool:
        """Whether only time, place or circumstance follows an attribution."""
        tokens, lower = self.tokens, self.tokens.lower
        if index >= sentence.end or tokens.text[index] in (".", ",", ";", "!", "?", ":", "…"):
            return True
        name = self.phrases.name_at[index]
        if name >= 0:
            return self.coreference.names[name].type == "DATE" or "o" in occurrence.cue.frames
        if lower[index] in PLACE_TIME or is_adverb(lower[index]):
            return sentence.end - index <= 30
        return "o" in occurrence.cue.frames and sentence.end - index <= 8

    def _resumes(self, index: int, sentence: Sentence) -> tuple[int, int] | None:
        """The rest of a quotation that its attribution interrupts."""
        tokens = self.tokens
        for probe in range(index, min(sentence.end, index + MAX_ADVERBIAL)):
            if self.inside[probe] >= 0:
                first = probe
                if tokens.lower[probe - 1] in ("and", "but") and tokens.text[probe - 2] == ",":
                    first = probe - 1  # `..., she said, and "it will be hard"`
                elif probe == index or tokens.text[probe - 1] not in (",", ":", "—", "–"):
                    return None
                marked = self.marked[self.inside[probe]]
                if self._said_after(marked):
                    return None  # `..., but then, "I will," said Lee`
                words = sum(tokens.text[i][0].isalnum() for i in range(marked.first, marked.end))
                if words < SHORT and marked.outer_end < sentence.end - 1:
                    return None
                return min(first, marked.outer_first), marked.outer_end
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
        return (index + 1, end) if end - index > 2 else None

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
                opens = self.clauses.opens_quote(first - 1, sentence.end)
                how: Introduced = "bare" if opens is None else "quote"
                end = self.clauses.clause_end(sentence, first, how)
                self._take([(first, end)], source, occurrence, 0.8, how)
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
        speaker = self._speaker(source, occurrence.cue.lemma)
        if source.kind == "pronoun" and speaker is None:
            confidence -= 0.1
        if kind == "direct":
            confidence += 0.1
        self._add(
            Statement(
                parts,
                kind,
                _act(occurrence.cue, introduced),
                self._polarity(occurrence, source, spans[0][0]),
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
        self._note(source, speaker)
        return True

    def _add(self, statement: Statement, spans: Sequence[tuple[int, int]]) -> None:
        """Add a statement, and note the tokens and quotations that it takes."""
        self.statements.append(statement)
        for first, end in spans:
            self.taken[first:end] = b"\1" * (end - first)
            self.spoken.update(self._places(first, end))

    def _polarity(self, occurrence: Occurrence, source: Source | None, first: int) -> Polarity:
        nobody = source is not None and self.tokens.lower[source.first] in _NOBODY
        if (occurrence.cue.denies or occurrence.verb.negated) != nobody:  # `nobody denies that`
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

    def _goes_on_saying(self, source: Source, lemma: str | None) -> int | None:
        """Who spoke last, where a description adds to it (`..., the England captain added`)."""
        lower, speaker = self.tokens.lower, self.last_speaker
        if speaker is None or lemma not in _ADDING or lower[source.first] != "the":
            return None
        said, names = self.last_said, self.coreference.names
        near = (
            said < source.first
            and self.tokens.paragraph[source.first] - self.tokens.paragraph[said] <= 1
        )
        last = lower[source.end - 1]
        if not near or names[speaker].type != "PERSON" or self.last_nominal > said:
            return None
        if last in BODIES or self._plural(last) or not last[0].isalpha():
            return None
        between = (
            name
            for name in names[speaker + 1 :]
            if said <= name.first < source.first and self.inside[name.first] < 0
        )
        return None if any(name.type == "PERSON" for name in between) else speaker

    def _speaker(self, source: Source | None, lemma: str | None = None) -> int | None:
        """The name that a source refers to; None where it is left open."""
        if source is None or source.kind != "pronoun":
            if source is None or source.name is not None or source.kind != "nominal":
                return source.name if source else None
            meant = self.antecedents.described(source.first, source.end)
            return self._goes_on_saying(source, lemma) if meant is None else meant
        lower = self.tokens.lower[source.first]
        if lower in ("who", "which"):
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

    def _note(self, source: Source | None, speaker: int | None) -> None:
        """Remember who spoke last, for the pronouns that follow."""
        if speaker is not None and source is not None:
            self.last_speaker, self.last_said = speaker, source.end - 1
        elif (
            source is not None
            and source.kind == "nominal"
            and self.tokens.lower[source.first] in ("a", "an", "one", "the")
        ):
            self.last_nominal = source.first

    # -- quotations that no cue took ---------------------------------------------------------

    def loose_quotations(self) -> None:
        """Join what goes on from an attributed quotation; attribute the rest by place."""
        by_quotation: dict[int, int] = {}
        for number, statement in enumerate(self.statements):
            for place in self._places(statement.first, statement.end):
                by_quotation.setdefault(place, number)
        self._index_statements()
        before = -1  # the last quotation that a statement has taken
        for place, marked in enumerate(self.marked):
            if place in self.spoken:
                before = place if place in by_quotation else -1
                continue
            number = by_quotation.get(before, -1)
            if number >= 0 and self._goes_on(place, before, number):
                self._extend(number, place)
                by_quotation[place] = number
            elif number >= 0 and self._runs_on(place, before, number):
                by_quotation[place] = number
            elif self.clauses.stands_alone(marked) or self._headline(marked):
                by_quotation[place] = self._loose(place)
            else:
                continue  # a title or single words: the speaker before them may go on after
            before = place
        self._continue_backwards(by_quotation)

    def _index_statements(self) -> None:
        """Note where indirect statements begin, and the longest statement of each sentence."""
        self.indirect = sorted(
            statement.first for statement in self.statements if statement.kind == "indirect"
        )
        for statement in self.statements:
            if statement.cue is None:
                continue
            at = bisect_left(self.sentence_starts, statement.cue[0] + 1) - 1
            known = self.said_in.get(at)
            if known is None or statement.end - statement.first > known.end - known.first:
                self.said_in[at] = statement

    def _goes_on(self, place: int, before: int, number: int) -> bool:
        """Whether a quotation goes on from the statement that took the last one before it.

        It does where it is whole sentences and nobody else leads up to it: later in the same
        paragraph, or opening the next; and where it ends the sentence that an attribution
        interrupts.
        """
        marked, previous = self.marked[place], self.marked[before]
        statement = self.statements[number]
        if statement.kind == "indirect" or statement.source is None:
            return False
        if statement.kind == "mixed" and not (
            self.clauses.statement_like(previous) or self.clauses.last_token(previous) in LEADING
        ):
            return False
        if self._said_after(marked) or self._other_spoke(number, marked):
            return False
        gap = marked.quotation.paragraph - previous.quotation.paragraph
        if gap > 1 or (gap == 1 and not self._opens_paragraph(marked.outer_first)):
            return False
        if not self.clauses.whole(marked):
            return gap == 0 and self._resumed(marked, previous)
        if gap == 1:
            return self._only_attributed(previous)
        first = self.sentences[bisect_left(self.sentence_starts, marked.outer_first + 1) - 1].first
        said = statement.cue is not None and statement.cue[1] == marked.outer_first
        return (
            said
            or first >= marked.outer_first - 1
            or (
                first <= previous.outer_end
                and self.clauses.leads(marked)
                and self.tokens.text[marked.outer_first - 1] != ":"
            )
        )

    def _only_attributed(self, marked: Marked) -> bool:
        """Whether the paragraph of a quotation ends with it, or with its attribution."""
        first = bisect_left(self.sentence_starts, marked.outer_end)
        limit = self.tokens.paragraph_bounds[marked.quotation.paragraph][1]
        following = [start for start in self.sentence_starts[first : first + 2] if start < limit]
        return len(following) < 2 and (
            not following or following[0] == marked.outer_end or marked.outer_end == limit
        )

    def _said_after(self, marked: Marked) -> bool:
        """Whether a quotation ends with a comma and words follow: an attribution of its own."""
        end = marked.outer_end
        return (
            self.clauses.last_token(marked) == ","
            and end < len(self.tokens)
            and self._same_paragraph(end - 1, end)
            and self.tokens.text[end][0].isalnum()
        )

    def _other_spoke(self, number: int, marked: Marked) -> bool:
        """Whether a sentence between a statement and a quotation reports something else."""
        statement = self.statements[number]
        last = statement.end if statement.cue is None else max(statement.end, statement.cue[1])
        place = bisect_left(self.sentence_starts, last)
        if place == len(self.sentence_starts):
            return False
        at = bisect_left(self.indirect, self.sentence_starts[place])
        return at < len(self.indirect) and self.indirect[at] < marked.outer_first

    def _runs_on(self, place: int, before: int, number: int) -> bool:
        """Take the sentence that a quotation opens, where it goes on from the statement before.

        `"It rained," Pell said. "We had trouble seeing" through the windows.`
        """
        marked, statement = self.marked[place], self.statements[number]
        if statement.kind == "indirect" or statement.source is None:
            return False
        if marked.quotation.paragraph != self.marked[before].quotation.paragraph:
            return False
        at = bisect_left(self.sentence_starts, marked.outer_first + 1) - 1
        sentence = self.sentences[at]
        words = self.clauses.word_tokens(marked)
        if sentence.first < marked.outer_first or len(words) < SHORT:
            return False
        if not self.clauses.statement_like(marked) or self._other_spoke(number, marked):
            return False
        first, end = self._trim(sentence.first, sentence.end)
        if self.taken[first:end].count(1) or any(
            self.tokens.lower[index] in FORMS and self.inside[index] < 0
            for index in range(marked.outer_end, end)
        ):
            return False
        part = (self.tokens.start[first], self.tokens.end[end - 1])
        self.statements[number] = replace(
            statement, kind="mixed", parts=(*statement.parts, part), end=max(statement.end, end)
        )
        self.taken[first:end] = b"\1" * (end - first)
        self.spoken.update(self._places(first, end))
        return True

    def _resumed(self, marked: Marked, previous: Marked) -> bool:
        """Whether a quotation ends the sentence that the one before began."""
        text, first = self.tokens.text, marked.outer_first
        return (
            text[first - 1] in (",", "—", "–", "--")
            and self.clauses.last_token(previous) in LEADING
            and self.clauses.last_token(marked) in TERMINAL
            and len(self.clauses.word_tokens(marked)) >= SHORT
            and not any(index in self.starts for index in range(previous.outer_end + 1, first))
        )

    def _headline(self, marked: Marked) -> bool:
        """Whether a name and a colon lead up to a quotation that ends its paragraph."""
        first, end = marked.outer_first, marked.outer_end
        if first < 2 or self.tokens.text[first - 1] != ":" or not marked.quotation.closed:
            return False
        place = self.phrases.name_at[first - 2]
        bounds = self.tokens.paragraph_bounds[marked.quotation.paragraph]
        return (
            place >= 0
            and self.coreference.names[place].type in ("PERSON", "ORGANIZATION")
            and first - 2 >= bounds[0]
            and end == bounds[1]
        )

    def _opens_paragraph(self, index: int) -> bool:
        return index == 0 or not self._same_paragraph(index - 1, index)

    def _extend(self, number: int, place: int) -> None:
        """Add a quotation to a statement as a further part."""
        marked, statement = self.marked[place], self.statements[number]
        self.statements[number] = replace(
            statement,
            parts=(*statement.parts, self._words(marked)),
            end=max(statement.end, marked.outer_end),
        )
        self.spoken.add(place)

    def _loose(self, place: int) -> int:
        """Add a quotation without a cue, its speaker by what stands before it. Its number."""
        marked = self.marked[place]
        cue: tuple[int, int] | None = None
        source, verb = self._named_after(marked)
        if verb >= 0:
            cue = verb, verb + 1
        elif (said := self._statement_before(marked)) is not None:
            source = said.source
        else:
            source = self._named_before(marked)
        self._add(
            Statement(
                (self._words(marked),),
                "direct",
                "speech",
                "asserted",
                source,
                cue,
                None if cue is None else lemma_of(self.tokens.lower[verb]),
                0.3 if source is None else 0.5,
                self._speaker(source),
                marked.outer_first,
                marked.outer_end,
            ),
            [(marked.outer_first, marked.outer_end)],
        )
        return len(self.statements) - 1

    def _named_after(self, marked: Marked) -> tuple[Source | None, int]:
        """Subject and verb of `"...," an angry Lee retorted`, whatever the verb; -1 without."""
        first = marked.outer_end
        if not self._said_after(marked):
            return None, -1
        end = first
        while end < len(self.tokens) and self._same_paragraph(first, end) and end - first < 30:
            word = self.tokens.text[end]
            if self.inside[end] >= 0 or word in TERMINAL:
                break
            if self._past(end):
                source = self.phrases.before(end, first)
                if source is not None and source.first == first:
                    return source, end
                if end == first:
                    source = self.phrases.after(end + 1, min(len(self.tokens), end + 30))
                    return (source, end) if source is not None else (None, -1)
                break
            end += 1
        return None, -1

    def _past(self, index: int) -> bool:
        word = self.tokens.text[index]
        regular = word.islower() and len(word) > 4 and word.endswith(("ed", "es", "ts", "ks"))
        return regular and self.phrases.name_at[index] < 0

    def _statement_before(self, marked: Marked) -> Statement | None:
        """The statement whose sentence a quotation follows, where that is a sentence of its own.

        `Moreau said the ferry was safe. "We checked it twice."`
        """
        first = marked.outer_first
        if first not in self.starts:
            return None
        place = bisect_left(self.sentence_starts, first)
        if place == 0 or self.tokens.paragraph[first] - self.sentences[place - 1].paragraph > 1:
            return None
        said = self.said_in.get(place - 1)
        return said if said is None or said.source is not None else None

    def _named_before(self, marked: Marked) -> Source | None:
        """Who leads up to a quotation: `Lee was blunt: "..."`, `Lee: "..."`.

        In the paragraph before too, where that ends with a colon.
        """
        start = marked.outer_first
        if start == 0:
            return None
        colon = start - 1 if self.tokens.text[start - 1] == ":" else -1
        if not self._same_paragraph(start - 1, start) and colon < 0:
            return None
        sentence = self.sentences[bisect_left(self.sentence_starts, start) - 1]
        verb = start - 1 - (self.tokens.text[start - 1] in (",", ":"))
        if verb > sentence.first and self.inside[verb] < 0 and self.tokens.lower[verb] in FORMS:
            group = self.phrases.verb_group(verb, sentence.first)
            if group.passive:
                return None  # `Lee was asked, "..."`
        if verb > sentence.first and self.inside[verb] < 0 and self._past(verb):
            group = self.phrases.verb_group(verb, sentence.first)
            source = self.phrases.before(group.first, sentence.first)
            if source is None and self.tokens.lower[group.first - 1] in ("and", "but"):
                source = self._nearest_subject(sentence, group.first - 1)
            if source is not None:
                return source
        place = self.phrases.name_at[colon - 1] if colon > sentence.first else -1
        if place >= 0 and self.coreference.names[place].type in ("PERSON", "ORGANIZATION"):
            name = self.coreference.names[place]
            if name.end == colon and (
                name.head == sentence.first or not self.tokens.text[name.head - 1][0].isalnum()
            ):
                return Source(name.head, name.end, "named", place)
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
