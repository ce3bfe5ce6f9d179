"""Cues: the words that attribute a statement, and what may follow each.

Belongs here: reading `lexicon/cues.txt` and inflecting it. Does not belong here: which words of a
text a cue governs (`attribution`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from etl.contracts.extraction import QuoteAct
from etl.extract.lexicon import sections, words

Form = Literal["base", "third", "past", "participle", "gerund"]
_ACTS: tuple[QuoteAct, ...] = ("speech", "writing", "belief", "intention")
_FRAMES = frozenset("qctoixenl!?")
_VOWELS = "aeiou"


class CueLexiconError(ValueError):
    """An entry of the cue list cannot be read."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One inflected form of a cue."""

    lemma: str
    forms: frozenset[Form]
    acts: tuple[QuoteAct, ...]
    """In the order of the list: the first is what it mostly does."""
    frames: frozenset[str]
    """Letters of what may follow; `cues.txt` explains them."""
    particle: str = ""
    """The word after the verb that belongs to it (`out` of `point out`), or empty."""
    denies: bool = False
    leaves_open: bool = False


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ies"
    return {"go": "goes"}.get(verb, verb + "s")


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied"
    return verb + "ed"


def _gerund(verb: str, past: str) -> str:
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    doubled = past.removesuffix("ed")
    if past.endswith("ed") and doubled == verb + verb[-1]:
        return doubled + "ing"
    return {"swear": "swearing", "begin": "beginning", "forget": "forgetting"}.get(
        verb, verb + "ing"
    )


def _entries() -> Iterator[tuple[QuoteAct, str, str, list[str]]]:
    for act in _ACTS:
        for entry in sorted(sections("cues")[act]):
            parts = entry.split()
            at = next((i for i, part in enumerate(parts) if part.startswith(":")), 0)
            if not at or not set(parts[at][1:]) <= _FRAMES:
                raise CueLexiconError(
                    f"cues.txt [{act}]: expected `lemma :frames`, found {entry!r}"
                )
            rest = " ".join(parts[at + 1 :])
            yield act, " ".join(parts[:at]), parts[at][1:], [f for f in rest.split("/") if f]


def _load() -> dict[str, tuple[Cue, ...]]:
    acts: dict[str, list[QuoteAct]] = {}
    frames: dict[str, set[str]] = {}
    irregular: dict[str, list[str]] = {}
    for act, lemma, letters, forms in _entries():
        known = acts.setdefault(lemma, [])
        if act not in known:
            known.append(act)
        frames.setdefault(lemma, set()).update(letters)
        irregular.setdefault(lemma, []).extend(forms)
    table: dict[str, list[Cue]] = {}
    for lemma, lemma_acts in acts.items():
        verb, _, particle = lemma.partition(" ")
        given = [form.split()[0] for form in irregular[lemma] if not form.endswith("ing")]
        past = given[0] if given and not given[0].endswith("ing") else _past(verb)
        participle = given[1] if len(given) > 1 and not given[1].endswith("ing") else past
        inflected: dict[str, set[Form]] = {}
        inflected.setdefault(verb, set()).add("base")
        inflected.setdefault(_third(verb), set()).add("third")
        inflected.setdefault(past, set()).add("past")
        inflected.setdefault(participle, set()).add("participle")
        inflected.setdefault(_gerund(verb, past), set()).add("gerund")
        taken = frames[lemma]
        for form, kinds in inflected.items():
            table.setdefault(form, []).append(
                Cue(
                    lemma,
                    frozenset(kinds),
                    tuple(lemma_acts),
                    frozenset(taken - {"!", "?"}),
                    particle,
                    "!" in taken,
                    "?" in taken,
                )
            )
    return {
        form: tuple(sorted(cues, key=lambda cue: (not cue.particle, cue.lemma)))
        for form, cues in table.items()
    }


FORMS: dict[str, tuple[Cue, ...]] = _load()
"""Lower-case verb form -> its cues, those with a particle first."""

_NOUNS = words("grammar", "cues.nouns")
"""Forms that are nouns as often as verbs: only a subject right before them makes them cues."""


ACCORDING_TO = Cue("according to", frozenset(), ("speech",), frozenset(["c"]))
"""The one cue that is no verb."""

QUOTED_AS = Cue("quote", frozenset(["past"]), ("speech",), frozenset(["q", "c"]))
"""`quoted Lee as saying`: governs what Lee says."""


def is_cue(word: str) -> bool:
    """Whether a lower-case word is a form of some cue."""
    return word in FORMS


def may_be_noun(word: str) -> bool:
    """Whether a lower-case form of a cue is a noun as often."""
    return word in _NOUNS


def lemma_of(word: str) -> str:
    """The base form of a regular verb form that is no listed cue, by its spelling."""
    if word.endswith(("ied", "ies")):
        return word[:-3] + "y"
    if word.endswith("s"):
        return word[:-2] if word.endswith(("shes", "ches", "sses", "xes")) else word[:-1]
    stem = word.removesuffix("ed")
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    final_e = stem.endswith(("at", "iz", "is", "s", "c", "v", "g", "u", "us", "ur", "bl", "pl"))
    return stem + "e" if final_e and not stem.endswith("ss") else stem
