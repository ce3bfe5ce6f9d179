"""Statements from the sources, cues and contents that a tagger has marked.

Belongs here: what a marked attribution says: its parts, kind, act, polarity, speaker. Does not
belong here: the marks (`tagger`), which belong together (`linking`), quotations that nobody marked
(`attribution`, which this extends).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from etl.contracts.extraction import QuoteAct, QuoteKind
from etl.extract.attribution import Reader, Statement
from etl.extract.clauses import Introduced, Occurrence
from etl.extract.coreference import Coreference
from etl.extract.cues import ACCORDING_TO, FORMS, Cue, lemma_of
from etl.extract.lexicon import words
from etl.extract.linking import Attribution, Span, link
from etl.extract.quotemarks import Marked
from etl.extract.sources import AUXILIARIES, MODALS, NEGATIONS, PRONOUNS, Source, Verb
from etl.extract.tagger import Tagged
from etl.extract.tokens import Sentence, Tokens

_NAMING = frozenset(["call", "dub", "brand", "label", "term", "describe"])
_SURE = 0.8
"""Confidence from which a quotation that rules attribute by its cue is kept."""
_LIKELY = 0.75
_BESIDE = words("grammar", "reported.beside")
"""Participles that begin, behind a comma, what the speaker does, not what is said: in PolNeAR's
training texts nine times in ten."""
_LEMMAS = frozenset(cue.lemma for cues in FORMS.values() for cue in cues) | {ACCORDING_TO.lemma}
_LEAST = 0.05
"""Chance below which a reported statement is none; the next three are of those without a source,
with a cue that no list knows, and with the author as their source."""
_SOURCELESS = 0.3
_UNKNOWN = 0.25
_OWN = 0.35
_AUTHOR = frozenset(["i", "we", "me", "us"])
_FEW = 4
"""Tokens of a content that is only the subject of a passive cue."""
_UNSURE: dict[QuoteKind, float] = {"mixed": 0.5, "indirect": 0.2}
"""Chance of a marked attribution below which the rules' reading of the same words is preferred."""
_RULED: dict[QuoteKind, float] = {"direct": 1.0, "mixed": 0.6, "indirect": 0.35}
"""How often what the rules alone read has the right words, at most (in the texts held out)."""


def attribute(
    tokens: Tokens,
    sentences: Sequence[Sentence],
    marked: Sequence[Marked],
    inside: Sequence[int],
    coreference: Coreference,
    tagged: Tagged,
    said: Sequence[Statement],
    chances: Mapping[str, float],
) -> list[Statement]:
    """The statements of an article, in text order, none twice.

    Quotations that rules attribute are taken as these have them: marks say more exactly than any
    tagger where a quotation begins and ends. The tagger decides the rest.

    Args:
        tokens: its tokens.
        sentences: its sentences.
        marked: its quotations.
        inside: for each token, the quotation that it stands in, or -1.
        coreference: its names, grouped.
        tagged: what the tagger found.
        said: what the rules found (`attribution`), perhaps with other names.
        chances: how often each pattern is a link (`linking`).
    """
    reader = _Reported(tokens, sentences, marked, inside, coreference)
    sure = dict(zip(tagged.spans, tagged.chances, strict=True))
    attributions = link(tokens, tagged.spans, chances)
    strength = _strength(len(tokens), attributions, sure)
    ordered = sorted(said, key=lambda statement: statement.kind != "direct")
    ruled = [statement for statement in ordered if reader.keeps(statement, strength)]
    # In text order, since a pronoun may mean who spoke last.
    found = [(statement.cue or (0, 0), number) for number, statement in enumerate(ruled)]
    found += [((one.cue.first, one.cue.end), -1 - n) for n, one in enumerate(attributions)]
    for _, number in sorted(found):
        if number >= 0:
            reader.quote(ruled[number])
        else:
            reader.report(attributions[-1 - number], sure)
    reader.complete()
    reader.loose_quotations()
    return [statement for statement in reader.result() if not _doubtful(tokens, statement)]


def _doubtful(tokens: Tokens, statement: Statement) -> bool:
    """Whether what a tagger took for a reported statement is more likely none.

    What has no source, or a cue that no list knows, is often what somebody does (`the visit
    concluded ...`), and more often so outside politics. `The deal was announced` says nothing.
    The thresholds were chosen on the texts of PolNeAR that were held out of training: of what they
    leave out there, one in five has the right content.
    """
    if statement.kind == "direct":
        return False
    chance, cue = statement.confidence, statement.cue
    unknown = statement.lemma is not None and statement.lemma not in _LEMMAS
    if statement.source is None:
        subject = cue is not None and statement.end <= cue[0]
        bare = subject and statement.kind == "indirect"
        few = statement.end - statement.first <= _FEW
        return unknown or chance < _SOURCELESS or (bare and few)
    speaks = tokens.lower[statement.source.first]
    if statement.source.kind == "pronoun" and (speaks == "you" or speaks in _AUTHOR):
        return speaks == "you" or chance < _OWN  # `you know`, `I mean` are the author's own words
    return chance < (_UNKNOWN if unknown else _LEAST)


def _strength(
    length: int, attributions: Sequence[Attribution], sure: Mapping[Span, float]
) -> list[float]:
    """For each token, how sure the attribution is whose cue or content it belongs to; else 0."""
    found = [0.0] * length
    for attribution in attributions:
        chance = _chance(attribution, sure)
        for first, end, _ in (attribution.cue, *attribution.contents):
            found[first:end] = [chance] * (end - first)
    return found


def _chance(attribution: Attribution, sure: Mapping[Span, float]) -> float:
    spans = (attribution.cue, *attribution.contents, *attribution.sources)
    return min(attribution.chance, *(sure[span] for span in spans))


class _Reported(Reader):
    def __init__(
        self,
        tokens: Tokens,
        sentences: Sequence[Sentence],
        marked: Sequence[Marked],
        inside: Sequence[int],
        coreference: Coreference,
    ) -> None:
        super().__init__(tokens, sentences, marked, inside, coreference)
        self._incomplete: list[Attribution] = []
        self._quoted_cues: set[int] = set()
        """First tokens of the cues that rules have read."""

    def complete(self) -> None:
        """Read by rules what a source and cue govern for which the tagger marked no content."""
        for attribution in self._incomplete:
            source = self._source_of(attribution.sources)
            cue = attribution.cue
            at = bisect_left(self.sentence_starts, cue.first + 1) - 1
            if source is None or self.inside[cue.first] >= 0 or self.sentences[at].end < cue.end:
                continue
            occurrence = self._cue(cue)
            sentence = self.sentences[at]
            after = max(cue.end, source.end) if source.first < sentence.end else cue.end
            if occurrence.cue.frames and not self._forward(
                sentence, occurrence, source, after if source.first == cue.end else cue.end
            ):
                self._backward(sentence, occurrence, source, after)

    def keeps(self, statement: Statement, strength: Sequence[float]) -> bool:
        """Whether to have a statement as the rules read it; then its words and cue are taken.

        Quotations with a sure attribution, and what the tagger is unsure of.

        Args:
            statement: what the rules found, direct quotations first.
            strength: for each token, how sure the tagger is of the attribution that it marked.
        """
        cue = statement.cue
        if cue is None or statement.source is None or cue[0] in self._quoted_cues:
            return False
        spans = [(self.tokens.at(start), self.tokens.at(end)) for start, end in statement.parts]
        if statement.kind == "direct":
            if statement.confidence < _SURE:
                return False
        elif not self.names_with_quotation(statement) and (
            statement.confidence < _LIKELY
            or any(
                strength[index] >= _UNSURE[statement.kind] or self.taken[index]
                for first, end in (*spans, cue)
                for index in range(first, end)
            )
        ):
            return False
        for first, end in spans:
            self.taken[first:end] = b"\1" * (end - first)
        self._quoted_cues.add(cue[0])
        return True

    def names_with_quotation(self, statement: Statement) -> bool:
        """Whether a source calls something by quoted words (`what Lee called "a farce"`).

        Taggers lose it within what somebody else says of the thing.
        """
        return (
            statement.kind == "mixed"
            and statement.lemma in _NAMING
            and self.inside[statement.first] >= 0
        )

    def quote(self, statement: Statement) -> None:
        """Add a statement as the rules have it; its speaker is found anew among the names."""
        if statement.source is None:
            return
        source = self._source_of([Span(statement.source.first, statement.source.end, "source")])
        speaker = self._speaker(source, statement.lemma)
        spans = [(self.tokens.at(start), self.tokens.at(end)) for start, end in statement.parts]
        chance = min(statement.confidence, _RULED[statement.kind])
        self._add(replace(statement, source=source, speaker=speaker, confidence=chance), spans)
        self._note(source, speaker)

    def report(self, attribution: Attribution, sure: Mapping[Span, float]) -> None:
        """Add what a marked attribution says, unless it says nothing, or rules have read it."""
        words = sum(span.end - span.first for span in attribution.contents)
        taken = sum(self.taken[span.first : span.end].count(1) for span in attribution.contents)
        if attribution.cue.first in self._quoted_cues or taken * 2 > words:
            return
        trimmed = [self._trim(first, end) for first, end in _joined(attribution.contents)]
        spans = self._within_marks([(first, end) for first, end in trimmed if end > first])
        if spans and spans[-1][0] > attribution.cue.first:
            spans[-1] = self._before_participle(*spans[-1])
        kind, parts = self._parts(spans) if spans else ("indirect", ())
        if not parts:
            self._incomplete.append(attribution)
            return
        source = self._source_of(attribution.sources) or self._above(attribution.cue)
        occurrence = self._cue(attribution.cue)
        speaker = self._speaker(source, occurrence.cue.lemma)
        chance = _chance(attribution, sure)
        self._add(
            Statement(
                parts,
                kind,
                self._act_of(occurrence, spans, quoted=kind != "indirect"),
                self._polarity(occurrence, source, spans[0][0]),
                source,
                (occurrence.first, occurrence.end),
                occurrence.cue.lemma,
                chance,
                speaker,
                spans[0][0],
                spans[-1][1],
            ),
            spans,
        )
        self._note(source, speaker)

    def _within_marks(self, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The spans, those as one that stand in the same quotation: it is one part, whole."""
        found: list[tuple[int, int]] = []
        for first, end in spans:
            place = self.inside[first]
            if found and place >= 0 and self.inside[found[-1][1] - 1] == place:
                found[-1] = (found[-1][0], end)
            else:
                found.append((first, end))
        return found

    def _before_participle(self, first: int, end: int) -> tuple[int, int]:
        """A content without what its speaker does beside (`it would close, blaming high costs`)."""
        lower = self.tokens.lower
        for index in range(first + 2, end - 1):
            if lower[index] == "," and lower[index + 1] in _BESIDE and self.inside[index] < 0:
                return first, index
        return first, end

    def _above(self, cue: Span) -> Source | None:
        """The subject of the clause that a participle follows (`Pell sat down, saying ...`)."""
        lower = self.tokens.lower
        if not lower[cue.first].endswith("ing") or lower[cue.first] not in FORMS:
            return None
        at = bisect_left(self.sentence_starts, cue.first + 1) - 1
        sentence = self.sentences[at]
        if cue.first == sentence.first or lower[cue.first - 1] != ",":
            return None
        return self._clause_subject(sentence, cue.first)

    def _source_of(self, spans: Sequence[Span]) -> Source | None:
        if not spans:
            return None
        first, end = spans[0].first, spans[0].end
        if end - first == 1 and self.tokens.lower[first] in (*PRONOUNS, "which"):
            return Source(first, end, "pronoun", None)
        return self.phrases.described(first, end)

    def _cue(self, span: Span) -> Occurrence:
        """The cue as the lists know it; by its spelling where they do not."""
        lower = self.tokens.lower
        words = lower[span.first : span.end]
        if words[:2] == ["according", "to"]:
            return Occurrence(span.first, span.end, ACCORDING_TO, Verb(span.first))
        head = next(
            (
                index
                for index in range(span.end - 1, span.first - 1, -1)
                if lower[index] in FORMS and lower[index] not in AUXILIARIES
            ),
            -1,
        )
        negated = any(word in NEGATIONS for word in words)
        modal = any(word in MODALS for word in words)
        if head >= 0:
            verb = self.phrases.verb_group(head, max(0, span.first - 4))
            negated, modal = negated or verb.negated, modal or verb.modal
            known = FORMS[lower[head]]
            following = lower[head + 1] if head + 1 < span.end else ""
            cue = next((cue for cue in known if cue.particle == following), None)
            cue = cue or next((cue for cue in known if not cue.particle), known[0])
        else:
            plain = [word for word in words if word[0].isalpha() and word not in AUXILIARIES]
            lemma = plain[-1] if plain else " ".join(words)
            if lemma.endswith(("ed", "es", "s")) and len(plain) == 1 and len(lemma) > 4:
                lemma = lemma_of(lemma)
            cue = Cue(lemma, frozenset(), (), frozenset())
        return Occurrence(span.first, span.end, cue, Verb(span.first, negated=negated, modal=modal))

    def _act_of(
        self, occurrence: Occurrence, spans: Sequence[tuple[int, int]], *, quoted: bool
    ) -> QuoteAct:
        lower = self.tokens.lower
        opens: Introduced = "to" if lower[spans[0][0]] == "to" else "bare"
        acts = occurrence.cue.acts
        if opens == "to" and (not acts or "intention" in acts):
            return "intention"
        if acts:
            return acts[0]
        return "speech" if quoted or lower[occurrence.end - 1] in (":", "to") else "belief"


def _joined(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Spans in text order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for span in spans:
        if found and found[-1][1] == span.first:
            found[-1] = (found[-1][0], span.end)
        else:
            found.append((span.first, span.end))
    return found
