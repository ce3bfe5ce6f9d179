"""Which forms mean one entity, as far as names alone and the articles' own equations tell.

Belongs here: joining forms that say the same or less, and listing what each other form may stand
for. Does not belong here: what stands around a name (`weighing`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from etl.extract.lexicon import words as lexicon
from etl.resolve import countries, forms
from etl.resolve.persons import Likeness, compare, ends_alike, link_persons
from etl.resolve.units import Units
from etl.resolve.vocabulary import Form, Vocabulary

_LEAST_INITIALS = 3
"""Words of a name whose initials may stand for it."""
_COMPANY_HEADS = (
    forms.COMPANY_WORDS | {word.casefold() for word in lexicon("organisations", "heads")}
) - lexicon("resolution", "units")
"""Last words of the names of companies and other bodies, not of their units."""
_OFTENER = 3
"""A word that is a name so many times as often as a company's name is no short form of it."""
DOMINANT = 0.8
"""Share of articles that makes one reading of a short form the reading of all."""


@dataclass(slots=True)
class Decisions:
    """What the names alone and the articles' own equations decide, and what stays to be weighed."""

    units: Units
    weak: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Form -> forms that it may be another spelling of; weighed as a whole."""
    open: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Form -> forms one of which it may stand for; weighed article by article."""
    partial: set[int] = field(default_factory=set)
    """Open forms that name nothing by themselves, lone surnames and acronyms: of no use for telling
    what else stands around a name."""
    why: dict[int, str] = field(default_factory=dict)
    """Form -> why it might mean its candidates."""


def decide_persons(
    words: Vocabulary, equations: Iterable[tuple[str, str, str, int]], decisions: Decisions
) -> None:
    """Join the names of persons that say the same or less; leave open what could be several.

    Args:
        words: all names.
        equations: type, name, its other form, number of articles that take them for one.
        decisions: where the result goes.
    """
    parsed = {}
    counts = {}
    for form in words.forms:
        if form.type == "PERSON":
            name = min(form.names, key=lambda text: (-form.names[text], text))
            person = forms.person(name)
            if person is not None and person.key == form.key:
                parsed[form.key] = person
                counts[form.key] = form.articles
    links = link_persons(parsed, counts)
    at = {key: words.place["PERSON", key] for key in parsed}
    for one, other, reason in links.sure:
        decisions.units.join(at[one], at[other], reason)
    for one, other, reason in links.same:
        first, second = at[one], at[other]
        rarer, other_form = sorted((first, second), key=lambda p: (words.forms[p].articles, p))
        decisions.weak[rarer].add(other_form)
        decisions.why[rarer] = reason
    for key in sorted(links.fuller):
        _decide_fuller(
            at[key], {at[k]: like for k, like in links.fuller[key].items()}, words, decisions
        )
    for type_, name, other, _ in equations:
        # Of `Ricardo Rossello Nevares` articles go on with `Rossello`.
        alone = forms.comparable(type_, other) if type_ == "PERSON" else ""
        full = words.forms[words.of_name[type_, name]].key
        if full in parsed and alone in parsed[full].given[1:]:
            links.bearers[alone].add(full)
    for word, bearers in links.bearers.items():
        lone = words.place.get(("PERSON", word))
        if lone is not None:
            places = {at[bearer] for bearer in bearers}
            decisions.open[lone] |= places.union(*(words.senses.get(p, ()) for p in places))
            decisions.why[lone] = "surname"
            decisions.partial.add(lone)


def _decide_fuller(
    place: int, longer: Mapping[int, Likeness], words: Vocabulary, decisions: Decisions
) -> None:
    """Decide on a full name that others say more than.

    A name that is the usual one is no part of the rarer ones with `Jr.` or with different middle
    names; what is left decides.
    """
    own = words.forms[place].articles
    sure = {
        other: likeness
        for other, likeness in longer.items()
        if not (
            likeness.weak or ("suffix" in likeness.reason and own > words.forms[other].articles)
        )
    }
    unsure = {other for other, likeness in longer.items() if likeness.weak}
    agreeing = {words.forms[other].key for other in sure}
    if sure and _one_person(agreeing):
        for other, likeness in sorted(sure.items()):
            decisions.units.join(place, other, likeness.reason)
    elif sure and own <= max(words.forms[other].articles for other in sure):
        decisions.open[place] |= set(sure)
        decisions.why[place] = min(likeness.reason for likeness in sure.values())
    if unsure:
        if len(unsure) == 1:
            decisions.weak[place] |= unsure
        else:
            decisions.open[place] |= unsure
        decisions.why.setdefault(place, min(longer[other].reason for other in unsure))


def _one_person(keys: Iterable[str]) -> bool:
    """Whether full names do not contradict each other."""
    parsed = [form for key in sorted(keys) for form in (forms.person(key),) if form is not None]
    return all(
        compare(one, other) is not None or ends_alike(one, other)
        for one, other in combinations(parsed, 2)
    )


def decide_types(words: Vocabulary, decisions: Decisions) -> None:
    """Leave open whether a name that articles take for several types is one thing.

    The one that the others may be is the company, where a name of it has a legal form (`Amazon.com
    Inc.`), or the place, where a gazetteer knows it; else the one of most articles.
    """
    alike: dict[str, list[int]] = defaultdict(list)
    for place, form in enumerate(words.forms):
        if form.type != "NORP":
            alike[forms.body(words.shown(place))].append(place)
    for places in alike.values():
        if len(places) < 2:
            continue
        surest = [place for place in places if _is_company(words.forms[place])]
        surest += [place for place in places if _is_known_place(words.forms[place])]
        usual = max(places, key=lambda p: (words.forms[p].articles, words.forms[p].key))
        meant = surest or [usual]
        for place in places:
            if place in meant:
                continue
            form = words.forms[place]
            types = {form.type, *(words.forms[other].type for other in meant)}
            if len(types) == 1:
                continue
            if " " in form.key and len(meant) == 1 and types != {"LOCATION", "ORGANIZATION"}:
                decisions.units.join(place, meant[0], "same name, taken for something else here")
            else:
                # `Pence` the organisation may be whoever `Pence` the person may be.
                further = (decisions.open.get(other, set()) for other in meant)
                decisions.open[place] |= set(meant).union(*further)
                decisions.why.setdefault(place, "same name, taken for something else here")


def _is_company(form: Form) -> bool:
    """Whether a name of it is longer than its form: it has a legal form."""
    length = len(form.key.split())
    return form.type == "ORGANIZATION" and any(
        len(forms.fold(name).split()) > length for name in form.names
    )


def _is_known_place(form: Form) -> bool:
    return form.type == "LOCATION" and countries.location(form.key) is not None


def decide_bodies(
    words: Vocabulary, equations: Iterable[tuple[str, str, str, int]], decisions: Decisions
) -> None:
    """Join what articles themselves spell out: an acronym, a shorter form of a company's name.

    Args:
        words: all names.
        equations: type, name, its other form, number of articles that take them for one.
        decisions: where the result goes.
    """
    meanings: dict[int, Counter[int]] = defaultdict(Counter)
    for type_, name, other, count in equations:
        if type_ in ("PERSON", "LOCATION", "NORP"):
            continue
        long = words.of_name[type_, name]
        short = words.find(words.forms[long].type, other)
        if short is None or short == long or countries.is_shared_office(words.forms[short].key):
            continue
        meanings[short][long] += count
    for short, longs in sorted(meanings.items()):
        if len(words.forms[short].key.split()) <= len(words.forms[min(longs)].key.split()):
            _decide_short(short, longs, words, decisions)
    _decide_company_words(words, decisions)
    _decide_initials(words, decisions, known=set(meanings))
    _decide_first_words(words, decisions)


def _decide_short(
    short: int, longs: Mapping[int, int], words: Vocabulary, decisions: Decisions
) -> None:
    """Decide on a short form for which articles spell out longer ones."""
    total = sum(longs.values())
    best, count = min(longs.items(), key=lambda item: (-item[1], words.forms[item[0]].key))
    decisions.why[short] = "short form that articles spell out"
    if count >= DOMINANT * total and (count > 1 or len(longs) == 1):
        times = "an article" if count == 1 else f"{count} articles"
        decisions.units.join(short, best, f"short form, spelled out in {times}")
    elif words.forms[short].articles <= total:
        decisions.open[short] |= set(longs)
        decisions.partial.add(short)


def _decide_company_words(words: Vocabulary, decisions: Decisions) -> None:
    """Join `Huawei` and `Huawei Technologies`: what is added says nothing of which company it is.

    A one-word name with several such companies (`Apollo`) is left open where it is the rarer one.
    """
    fuller: dict[int, list[int]] = defaultdict(list)
    for place, form in enumerate(words.forms):
        if form.type != "ORGANIZATION":
            continue
        found = forms.body_words(words.shown(place))
        kept = [word for word in found if word not in forms.COMPANY_WORDS]
        if not kept or len(kept) == len(found) or found[: len(kept)] != kept:
            continue
        short = words.place.get((form.type, " ".join(sorted(kept))))
        if short is not None and not countries.is_shared_office(words.forms[short].key):
            fuller[short].append(place)
    for short, longs in sorted(fuller.items()):
        reason = "company's name without what all companies are called"
        alone = len({decisions.units.root(long) for long in longs}) == 1
        for long in longs:
            if alone or words.forms[short].articles > words.forms[long].articles:
                decisions.weak[long].add(short)
                decisions.why.setdefault(long, reason)


def _decide_first_words(words: Vocabulary, decisions: Decisions) -> None:
    """Leave open whether a one-word name stands for a company that begins with it.

    `Oaktree` for `Oaktree Capital Group`, whatever type an article takes it for; not where it is
    much the more frequent (`Apple`, `Apple Financial`), or the surname of somebody.
    """
    companies: dict[str, list[int]] = defaultdict(list)
    for place, form in enumerate(words.forms):
        if form.type == "ORGANIZATION" and " " in form.key:
            found = forms.body_words(words.shown(place))
            if len(found) > 1 and (found[-1] in _COMPANY_HEADS or _is_company(form)):
                companies[found[0]].append(place)
    for place, form in enumerate(words.forms):
        surname = form.type == "PERSON" and place in decisions.open
        if form.type == "NORP" or " " in form.key or surname or _is_known_place(form):
            continue
        longer = {
            decisions.units.root(long)
            for long in companies.get(form.key, ())
            if form.articles <= _OFTENER * words.forms[long].articles
        }
        longer -= {decisions.units.root(place)}
        if longer and not countries.is_shared_office(form.key):
            decisions.open[place] |= longer
            decisions.why.setdefault(place, "first word of a company's name")


def _decide_initials(words: Vocabulary, decisions: Decisions, known: set[int]) -> None:
    """Weigh whether an acronym that nothing spells out is the one body with these initials."""
    bodies: dict[str, list[int]] = defaultdict(list)
    for place, form in enumerate(words.forms):
        if form.type == "ORGANIZATION" and " " in form.key:
            found = forms.body_words(words.shown(place))
            if len(found) >= _LEAST_INITIALS:
                bodies["".join(word[0] for word in found)].append(place)
    for place, form in enumerate(words.forms):
        if form.type != "ORGANIZATION" or not words.shown(place).isupper():
            continue
        roots = {decisions.units.root(long) for long in bodies.get(form.key, ())}
        if place in known:
            if place in decisions.open:
                decisions.open[place] |= roots
        elif len(roots) == 1 and len(form.key) > _LEAST_INITIALS:
            decisions.units.join(place, roots.pop(), "initials")
        elif len(roots) == 1:
            decisions.weak[place] |= roots
            decisions.why.setdefault(place, "initials")
