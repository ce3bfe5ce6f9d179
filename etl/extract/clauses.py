"""What stands after or before a cue: quotations, reported clauses, infinitives, and where they end.

Belongs here: tests of a stretch of tokens that look at nothing but the text. Does not belong here:
who speaks (`sources`), or what has been attributed before (`attribution`).

There is no parser: a clause is known by a finite verb in it, and ends where punctuation or another
attribution says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from etl.extract.cues import FORMS, Cue, may_be_noun
from etl.extract.lexicon import words
from etl.extract.names import Name
from etl.extract.quotemarks import MARKS, Marked
from etl.extract.sources import AUXILIARIES, DETERMINERS, PREPOSITIONS, Phrases, Verb, is_adverb
from etl.extract.tokens import Sentence, Tokens

MAX_CLAUSE = 300
"""Tokens that a cue may govern outside quotation marks: what is longer is no sentence, and reading
it again for each of its cues would take time that grows with its square."""
MAX_LEAD = 60
"""Tokens at the beginning of a sentence among which its subject is looked for."""
MAX_ADVERBIAL = 14
"""Tokens of place, time or manner that may stand between a cue and what it governs."""
SHORT = 4
"""Words below which a quotation without attribution is no statement of its own."""
TERMINAL = frozenset([".", "!", "?", "…", "...", ","])
LEADS_UP = frozenset([":", "(", "-", "–", "—", "--"])
"""What may stand before a quotation that is a statement apart from the clause before it."""
STRONG_STOPS = frozenset([";", "—", "--"])
PLACE_TIME = words("grammar", "clauses.place_time")

_ADDRESSEE = 14
"""Tokens within which the person told is named (`told reporters in Oslo that ...`)."""
_OBJECT = 12
_FINITE_WITHIN = 16
_QUOTED_WITHIN = 18
_CLAUSE_STARTS = words("grammar", "clauses.clause_starts")
_RELATIVES = words("grammar", "clauses.relatives")
_CLAUSAL = frozenset(["say", "think", "believe", "know", "suppose", "guess", "reckon"])
"""Cues that hardly ever take a noun phrase: what follows them is a clause."""
_NO_CLAUSE = frozenset(["so", "nothing", "goodbye", "hello", "much", "yes"])
_SUBORDINATORS = words("grammar", "clauses.subordinators")
ADVERBIAL_LEADS = _SUBORDINATORS | frozenset(["now", "then", "still", "later", "but", "and"])
"""Words that open what leads up to a clause rather than the clause."""
_SMALL_WORDS = PREPOSITIONS | DETERMINERS
"""Words that titles of works write without a capital."""
_CONTRASTS = words("grammar", "clauses.contrasts")
_QUESTIONS = words("grammar", "clauses.questions")
_WH = words("grammar", "clauses.wh")
_FINITE_FORMS = words("grammar", "clauses.finite_forms")
_PRONOUN_SUBJECTS = frozenset(["he", "she", "it", "they", "we", "i", "you", "who"])
_TOLD_CLAUSE = words("grammar", "clauses.told_clause")
_TIME_NOUNS = frozenset(
    ["day", "days", "week", "weeks", "month", "months", "year", "years", "hours", "night"]
)
_SAID = frozenset(["said", "says", "added", "reported"])

Introduced = Literal["quote", "that", "wh", "to", "object", "bare", "noun"]
"""How what a cue governs begins: a quotation; `that`; a question word; `to`; an object (`urged
Pakistan to`); a clause without `that`; a noun phrase that quotes some words."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A cue where it stands."""

    first: int
    end: int
    cue: Cue
    verb: Verb


class Clauses:
    """Reads the clauses of one article."""

    def __init__(
        self,
        tokens: Tokens,
        names: Sequence[Name],
        marked: Sequence[Marked],
        inside: Sequence[int],
        phrases: Phrases,
    ) -> None:
        self._tokens = tokens
        self._names = names
        self._marked = marked
        self._inside = inside
        self._name_at = phrases.name_at

    # -- quotations ----------------------------------------------------------------------------

    def opens_at(self, index: int, limit: int) -> int | None:
        """The first token of any quotation that starts here, or after a comma or colon here."""
        if index < limit and self._tokens.text[index] in (",", ":"):
            index += 1
        if index >= limit or self._inside[index] < 0:
            return None
        return index if self._marked[self._inside[index]].outer_first == index else None

    def opens_quote(self, index: int, limit: int) -> int | None:
        """The first token of the quotation that starts here, or after a comma or colon here."""
        probe = index
        if self._tokens.text[probe] in (",", ":") and probe + 1 < limit:
            probe += 1
        place = self._inside[probe]
        if place < 0 or self._marked[place].outer_first != probe:
            return None
        return probe if probe > index or self.statement_like(self._marked[place]) else None

    def statement_like(self, marked: Marked) -> bool:
        """Whether a quotation reads as a sentence, not as a few quoted words or a title."""
        text = self._tokens.text
        spoken = self.word_tokens(marked)
        if not spoken or self.title_case(spoken):
            return False
        if len(spoken) < SHORT and self.last_token(marked) not in TERMINAL - {","}:
            return False
        first = text[spoken[0]]
        return not first[0].islower() or text[marked.first] in ("…", "...")

    def whole(self, marked: Marked) -> bool:
        """Whether a quotation is one or more whole sentences, however short; no title."""
        first = self._tokens.text[marked.first]
        if self.title_case(self.word_tokens(marked)):
            return False
        starts = first[0].isupper() or not first[0].isalpha() or marked.quotation.continues
        return starts and (self.last_token(marked) in TERMINAL or not marked.quotation.closed)

    def stands_alone(self, marked: Marked) -> bool:
        """Whether a quotation is a sentence or more of its own, not words within another."""
        if marked.quotation.continues:
            return True
        if len(self.word_tokens(marked)) <= SHORT or not self.statement_like(marked):
            return False
        tokens = self._tokens
        after = tokens.text[marked.outer_end] if marked.outer_end < len(tokens) else ""
        ends = self.last_token(marked) in TERMINAL or not marked.quotation.closed
        follows = marked.outer_end + (after in ("or", "and"))
        listed = after != "" and self.opens_at(follows, len(tokens)) == follows
        if listed and self.last_token(marked) in (",", ";"):
            return False  # one of several: `choose "Never," "Only at night," or "Always"`
        return self.leads(marked) and (ends or after in (".", "!", "?", ","))

    def leads(self, marked: Marked) -> bool:
        """Whether a quotation stands where a sentence may start: not within another's words."""
        tokens, start = self._tokens, marked.outer_first
        return (
            start == 0
            or tokens.paragraph[start - 1] != tokens.paragraph[start]
            or tokens.text[start - 1] in (".", "!", "?", ":", "…", ",", "—", "–", "--", ")")
            or tokens.text[start - 1][-1] == "."
            or self._inside[start - 1] >= 0
        )

    def next_paragraph(
        self, sentence: Sentence, occurrence: Occurrence
    ) -> tuple[int, Introduced] | None:
        """The quotation that opens the next paragraph, where a cue's sentence ends with a colon."""
        end = sentence.end
        if end >= len(self._tokens) or self._tokens.text[end - 1] != ":":
            return None
        if self._inside[end] < 0 or not occurrence.cue.frames & {"c", "t", "q", "o"}:
            return None
        return end, "quote"

    def word_tokens(self, marked: Marked) -> list[int]:
        """The tokens of a quotation that are words or numbers."""
        text = self._tokens.text
        return [index for index in range(marked.first, marked.end) if text[index][0].isalnum()]

    def last_token(self, marked: Marked) -> str:
        """The last token of a quotation, closing marks of nested ones left out."""
        end = marked.end
        while end > marked.first + 1 and self._tokens.text[end - 1] in MARKS:
            end -= 1
        return self._tokens.text[end - 1]

    def title_case(self, spoken: Sequence[int]) -> bool:
        """Whether words are capitalised as in the title of a work."""
        text, lower = self._tokens.text, self._tokens.lower
        content = [index for index in spoken if lower[index] not in _SMALL_WORDS]
        return (
            1 <= len(content) <= 12
            and content != spoken[:1]  # `"Try ten."`: a sentence begins so too
            and len(spoken) > 1
            and all(text[i][0].isupper() for i in content)
            and not any(lower[i] in AUXILIARIES or lower[i] in ("i", "we", "you") for i in spoken)
        )

    # -- what follows a cue --------------------------------------------------------------------

    def complement(
        self, sentence: Sentence, occurrence: Occurrence, after: int
    ) -> tuple[int, Introduced] | None:
        """First token of what a cue governs to its right, and how it is introduced.

        Args:
            sentence: where the cue stands.
            occurrence: the cue.
            after: the first token that may belong to what it governs.
        """
        after = self._past_time(after, sentence.end)
        if after >= sentence.end:
            return None
        for attempt in (
            self._quoted,
            self._straight,
            self._object,
            self._later,
            self._after_colon,
            self._quoting,
        ):
            found = attempt(after, sentence, occurrence)
            if found is not None:
                return found if found[0] < sentence.end else None
        return None

    def _past_time(self, index: int, limit: int) -> int:
        """The token after a measure of time (`said a day earlier that`), if what follows is said.

        `index` itself where none stands there.
        """
        lower = self._tokens.lower
        end = index + 1
        if end >= limit or lower[end] not in _TIME_NOUNS:
            return index
        end += 1
        end += end < limit and lower[end] in ("earlier", "ago", "later", "before", "after")
        if end < limit and (lower[end] == "that" or self._inside[end] >= 0):
            return end
        quoted = end + 1 < limit and self._tokens.text[end] in (",", ":")
        return end if quoted and self._inside[end + 1] >= 0 else index

    def _quoted(
        self, index: int, sentence: Sentence, occurrence: Occurrence
    ) -> tuple[int, Introduced] | None:
        """A quotation right after the cue: a statement, or words that the cue names with."""
        frames = occurrence.cue.frames
        opens = self.opens_quote(index, sentence.end)
        if opens is not None and frames & {"c", "t", "q", "o"}:
            return opens, "quote"
        if self._inside[index] >= 0 and frames & {"n", "l", "q", "c"}:
            return index, "noun"
        return None

    def _straight(
        self, index: int, sentence: Sentence, occurrence: Occurrence
    ) -> tuple[int, Introduced] | None:
        """A clause or infinitive right after the cue."""
        frames, word = occurrence.cue.frames, self._tokens.lower[index]
        limit = sentence.end
        clausal = bool(frames & {"c", "t", "o"})
        if self._inside[index] >= 0:
            return None
        if word == "that" and clausal and self._that_clause(index, limit):
            return index, "that"
        if word in ("to", "not") and "i" in frames and self._infinitive(index, limit):
            return index, "to"
        questions = _WH if occurrence.verb.negated or "o" in frames else _QUESTIONS
        if word in questions and clausal and self.finite(index + 1, limit):
            return index, "wh"
        return None

    def _object(
        self, index: int, sentence: Sentence, occurrence: Occurrence
    ) -> tuple[int, Introduced] | None:
        """A clause or infinitive after an object, and a clause without `that`."""
        frames, limit = occurrence.cue.frames, sentence.end
        if self._inside[index] >= 0:
            return None
        if "e" in frames:
            for probe in range(index + 1, min(limit, index + 6)):
                if self._tokens.lower[probe] == "that" and self._that_clause(probe, limit):
                    return probe, "that"
        if "x" in frames and self._object_infinitive(index, limit):
            return index, "object"
        if "o" in frames:
            told = self._after_addressee(index, limit)
            if told is not None:
                return told
        if "c" in frames and self._bare_clause(index, limit, occurrence.cue):
            return index, "bare"
        return None

    def _later(
        self, index: int, sentence: Sentence, occurrence: Occurrence
    ) -> tuple[int, Introduced] | None:
        """What follows time, place or manner: `said in a statement on Monday that ...`."""
        tokens, lower, limit = self._tokens, self._tokens.lower, sentence.end
        frames = occurrence.cue.frames
        dated = self._date_at(index)
        starts = dated >= 0 or lower[index] in PLACE_TIME or is_adverb(lower[index])
        if not frames & {"c", "t", "q", "o"} or not (starts or lower[index] == ","):
            return None
        for probe in range(index, min(limit, index + MAX_ADVERBIAL)):
            if tokens.text[probe] in (";", ".", "—"):
                return None
            opens = self.opens_quote(probe, limit)
            if opens is not None and (opens > probe or tokens.text[probe - 1] in (",", ":")):
                return opens, "quote"
            if self._inside[probe] >= 0 or (probe > index and self._second_cue(probe)):
                break
            if lower[probe] == "that" and frames & {"c", "t"} and self._that_clause(probe, limit):
                return probe, "that"
            if self._auxiliary(probe) and probe > index + 1:
                break
        after = self._names[dated].end if dated >= 0 else limit
        if "c" in frames and after < limit and tokens.text[after][0].isalnum():
            return (after, "bare") if self.finite(after, limit) else None
        return None

    def _after_colon(
        self, index: int, sentence: Sentence, occurrence: Occurrence
    ) -> tuple[int, Introduced] | None:
        """A quotation after a colon, whatever stands before it: `replied with a smile: "..."`."""
        if not occurrence.cue.frames & {"c", "t", "q", "o"}:
            return None
        for probe in range(index, min(sentence.end, index + MAX_LEAD)):
            if self._inside[probe] >= 0 or self._second_cue(probe):
                return None
            if self._leads_up(probe, sentence.end):
                return (probe + 1, "quote") if self._tokens.text[probe] == ":" else None
        return None

    def _quoting(
        self, index: int, sentence: Sentence, occurrence: Occurrence
    ) -> tuple[int, Introduced] | None:
        """A noun phrase that quotes some words: `called the plan "a farce"`."""
        quotes = self._quotes_soon(index, sentence)
        if quotes is None or not occurrence.cue.frames & {"n", "l", "c"}:
            return None
        if self._tokens.lower[index] in ("in", "at", "during", "on"):
            return quotes, "noun"  # `admitted in an interview "it will be hard"`
        return (index, "noun") if occurrence.cue.frames & {"n", "l"} else None

    def _auxiliary(self, index: int) -> bool:
        """Whether an auxiliary stands here; not so in `3 May`, `Will Doyle`."""
        return self._tokens.lower[index] in AUXILIARIES and self._name_at[index] < 0

    def _date_at(self, index: int) -> int:
        name = self._name_at[index]
        return name if name >= 0 and self._names[name].type == "DATE" else -1

    def _that_clause(self, index: int, limit: int) -> bool:
        """Whether `that` introduces a clause (`said that he`).

        Not so in `believes that story`, nor in `said in a note that reached us`.
        """
        if index + 1 >= limit or self._auxiliary(index + 1):
            return False
        return self.finite(index + 1, limit, within=2 * _FINITE_WITHIN)

    def finite(
        self, index: int, limit: int, *, main: bool = False, within: int = _FINITE_WITHIN
    ) -> bool:
        """Whether a finite verb follows soon; with `main`, before any relative clause or comma."""
        text, lower = self._tokens.text, self._tokens.lower
        for probe in range(index, min(limit, index + within)):
            if self._inside[probe] >= 0:
                leads_up = probe > index and text[probe - 1] in (":", ",", "-", "–", "—", "--")
                return not leads_up and (probe == index or self._quoted_finite(self._inside[probe]))
            if text[probe] == ";" or (
                main
                and (
                    text[probe] in STRONG_STOPS or text[probe] == "," or lower[probe] in _RELATIVES
                )
            ):
                return False
            if self._auxiliary(probe) or lower[probe] in _FINITE_FORMS:
                return True
            if probe > index and self._looks_finite(probe):
                return True
        return False

    def _quoted_finite(self, place: int) -> bool:
        """Whether a quotation within a clause may hold its verb (`said it "stinks"`)."""
        marked = self._marked[place]
        if marked.end - marked.first > SHORT:
            return True
        return any(
            self._auxiliary(index)
            or self._tokens.lower[index] in _FINITE_FORMS
            or self._tokens.lower[index].endswith(("s", "ed"))
            for index in range(marked.first, marked.end)
        )

    def _looks_finite(self, index: int) -> bool:
        """Whether a word that no list has is a finite verb by its ending or its subject."""
        lower = self._tokens.lower
        word = lower[index]
        if self._name_at[index] >= 0 or may_be_noun(word):
            return False
        return (
            (word.endswith("ed") and len(word) > 4)
            or (word in FORMS and not word.endswith("ing"))
            or lower[index - 1] in _PRONOUN_SUBJECTS
        )

    def _bare_clause(self, index: int, limit: int, cue: Cue) -> bool:
        """Whether a clause without `that` starts here."""
        word, name = self._tokens.lower[index], self._name_at[index]
        if not word[0].isalnum() or self._date_at(index) >= 0:
            return False
        if name < 0 and (word in PREPOSITIONS or word in AUXILIARIES):
            return False
        starts = word in _CLAUSE_STARTS or name >= 0 or word[-1] == "s" or word.isdigit()
        if cue.lemma in ("say", "think", "believe"):
            refuses = word == "no" and not self._tokens.lower[index + 1][0].isalpha()
            starts = starts or not (word in _NO_CLAUSE or is_adverb(word) or refuses)
        return starts and self.finite(index, limit, main=cue.lemma not in _CLAUSAL)

    def _infinitive(self, index: int, limit: int) -> bool:
        """Whether `to` and a verb, or `not to`, stands here."""
        lower = self._tokens.lower
        if lower[index] == "not":
            index += 1
        if index + 1 >= limit or lower[index] != "to" or self._name_at[index + 1] >= 0:
            return False
        word = lower[index + 1]
        noun = word in DETERMINERS or word.endswith("ing") or word in ("him", "them", "me", "us")
        return word.isalpha() and not noun

    def _object_infinitive(self, index: int, limit: int) -> bool:
        """Whether an object and an infinitive start here: `(urged) Pakistan to protect`."""
        tokens, lower = self._tokens, self._tokens.lower
        if lower[index] in PREPOSITIONS and self._name_at[index] < 0:
            return False
        for probe in range(index + 1, min(limit, index + _OBJECT)):
            if self._inside[probe] >= 0 or tokens.text[probe] in (",", ";", ":", ".", "—"):
                return False
            if self._auxiliary(probe) or lower[probe] in ("that", "who", "which"):
                return False
            if self._infinitive(probe, limit):
                return True
        return False

    def _after_addressee(self, index: int, limit: int) -> tuple[int, Introduced] | None:
        """What follows the person told: `told reporters (on Monday) that ...`."""
        tokens, lower = self._tokens, self._tokens.lower
        for probe in range(index + 1, min(limit, index + _ADDRESSEE)):
            word = lower[probe]
            opens = self.opens_quote(probe, limit)
            if opens is not None:
                return opens, "quote"
            if self._inside[probe] >= 0 or tokens.text[probe] in (";", ".", "—"):
                break
            if word == "that" and self._that_clause(probe, limit):
                return probe, "that"
            if word in ("how", "why", "what", "whether"):
                return probe, "wh"
            if word in ("to", "not") and self._infinitive(probe, limit):
                return index, "object"
            before = lower[probe - 1]
            own = before not in PREPOSITIONS and before not in DETERMINERS
            if word in _TOLD_CLAUSE and own and self.finite(probe + 1, limit):
                return probe, "bare"
            if self._auxiliary(probe):
                break
        return None

    def _quotes_soon(self, index: int, sentence: Sentence) -> int | None:
        """The quotation that a phrase starting here holds before it ends, titles left out."""
        tokens = self._tokens
        for probe in range(index, min(sentence.end, index + _QUOTED_WITHIN)):
            if self._inside[probe] >= 0:
                spoken = self.word_tokens(self._marked[self._inside[probe]])
                return probe if spoken and not self.title_case(spoken) else None
            if tokens.text[probe] in (";", ":", ",", "—") or tokens.lower[probe] in _SAID:
                return None
        return None

    # -- where it ends -------------------------------------------------------------------------

    def clause_end(self, sentence: Sentence, first: int, introduced: Introduced) -> int:
        """Where what a cue governs ends, final stop left out."""
        text = self._tokens.text
        if introduced == "quote":
            return self._marked[self._inside[first]].outer_end
        end = min(sentence.end, first + MAX_CLAUSE)
        if end < sentence.end and self._inside[end] >= 0:
            end = max(end, self._marked[self._inside[end]].outer_end)
        short = introduced == "noun" or self._in_opening_clause(sentence, first)
        index, depth = first, 0
        while index < end:
            place = self._inside[index]
            if place >= 0:
                index = max(index + 1, self._marked[place].outer_end)
                if index < end and self._ends_with_quotation(index, end, place):
                    return index
                continue
            depth += (text[index] == "(") - (text[index] == ")")
            if depth < 0 or text[index] in STRONG_STOPS or (short and text[index] == ","):
                return index
            if self._another_begins(index, first, end) or self._leads_up(index, end):
                return index
            index += 1
        while (
            end > first
            and text[end - 1] in (".", "!", "?", ":", ",")
            and (self._inside[end - 1] < 0)
        ):
            end -= 1
        return end

    def _ends_with_quotation(self, index: int, end: int, place: int) -> bool:
        """Whether another attribution begins right after a quotation within a clause."""
        lower = self._tokens.lower
        word = lower[index]
        if word in FORMS and FORMS[word][0].forms == {"gerund"}:
            return self.last_token(self._marked[place]) == "," and "c" in FORMS[word][0].frames
        return word in _CONTRASTS and self._cue_soon(index + 2, end)

    def _leads_up(self, index: int, end: int) -> bool:
        """Whether a quotation that is a statement of its own follows a colon or dash."""
        if self._tokens.text[index] not in LEADS_UP or index + 1 >= end:
            return False
        place = self._inside[index + 1]
        return (
            place >= 0
            and self._marked[place].outer_first == index + 1
            and self.last_token(self._marked[place]) in TERMINAL
            and self.statement_like(self._marked[place])
        )

    def _another_begins(self, index: int, first: int, end: int) -> bool:
        """Whether another attribution begins at a comma or conjunction."""
        lower = self._tokens.lower
        if index + 1 >= end:
            return False
        following = lower[index + 1]
        if self._tokens.text[index] == ",":
            if following in _CONTRASTS and self._cue_soon(index + 2, end):
                return True
            if following in FORMS and FORMS[following][0].forms == {"gerund"}:
                return "c" in FORMS[following][0].frames
            return following == "according" or self._trailing_attribution(index + 1, end)
        if lower[index] in ("and", "but") and index > first + 2:
            skip = 2 if following in ("also", "then", "later", "even") else 1
            return index + skip < end and self._second_cue(index + skip)
        return False

    def _in_opening_clause(self, sentence: Sentence, first: int) -> bool:
        """Whether a token stands in a clause like `While she denied ...,` that opens a sentence."""
        if self._tokens.lower[sentence.first] not in _SUBORDINATORS:
            return False
        return "," not in self._tokens.text[sentence.first : min(first, sentence.first + MAX_LEAD)]

    def _cue_soon(self, index: int, end: int) -> bool:
        """Whether another source speaks after a conjunction (`..., while Cruz said`)."""
        for probe in range(index, min(end, index + 7)):
            if self._inside[probe] >= 0:
                return False
            if self._second_cue(probe):
                return self._name_at[probe - 1] >= 0 or self._tokens.lower[probe] in _SAID
        return False

    def _second_cue(self, index: int) -> bool:
        """Whether a finite cue stands here that governs a clause or quotation."""
        word = self._tokens.lower[index]
        if word not in FORMS or may_be_noun(word):
            return False
        cue = FORMS[word][0]
        return bool(cue.forms & {"past", "third"}) and bool(cue.frames & {"c", "q", "o", "x"})

    def _trailing_attribution(self, first: int, end: int) -> bool:
        """Whether `X said` follows, with nothing but an adverbial or a quotation after it."""
        tokens = self._tokens
        for index in range(first + 1, min(end, first + 10)):
            if self._inside[index] >= 0 or tokens.text[index] == ",":
                return False
            word = tokens.lower[index]
            if word not in FORMS or "q" not in FORMS[word][0].frames:
                continue
            quotes = tokens.text[index + 1 : index + 2] in ([":"], [","])
            if quotes and index + 2 < end and self._inside[index + 2] >= 0:
                return True
            if word in _SAID:
                return end - index <= MAX_ADVERBIAL
        return False
