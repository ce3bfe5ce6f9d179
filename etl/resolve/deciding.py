"""Which forms mean one entity, as far as names alone and the articles' own equations tell.

Belongs here: joining forms that say the same or less, and listing what each other form may stand
for. Does not belong here: what stands around a name (`weighing`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from rapidfuzz.distance.Levenshtein import distance

from etl.extract.lexicon import words as lexicon
from etl.resolve import countries, forms
from etl.resolve.persons import Likeness, compare, ends_alike, link_persons
from etl.resolve.units import Units
from etl.resolve.vocabulary import MINOR_TYPE, Form, Vocabulary

_LEAST_INITIALS = 3
"""Words of a name whose initials may stand for it."""
_COMPANY_HEADS = (
    forms.COMPANY_WORDS
    | lexicon("resolution", "company_heads")
    | {word.casefold() for word in lexicon("organisations", "heads")}
) - lexicon("resolution", "units")
"""Last words of the names of companies and other bodies, not of their units."""
_LEAST_LAST = 5
"""Letters of a last word that may stand for an organisation's name."""
_OF_WORDS = ("ORGANIZATION", "MISC", "PRODUCT", "FACILITY")
"""Types whose names are compared word by word (`forms.body`)."""
_LEAST_GLUED = 7
"""Letters of names that may differ in spaces alone."""
_LEAST_SPELLED = 12
"""Letters of names of organisations that may differ in one letter."""
_LEAST_WORD = 6
"""Letters of the word that they differ in."""
_MOST_SPELLINGS = 30
"""Names that differ in one word alone; of more, it is the word that tells them apart."""
_LEAST_LONE = 3
"""Letters of a name that is likely the same where articles take it for another type."""
_GIVEN_NAMES = {name.casefold() for sex in ("male", "female") for name in lexicon("persons", sex)}
SAME_NAME = 3.0
"""Nats for a name that articles take for several types being one thing."""
LIKELY = 1.5
"""Nats for a short form of the one company that begins with it and goes on with what companies
are; one word may be many things (`Castle Biosciences`)."""
LIKELY_LONG = 2.5
"""The same for a short form of several words, and for a school without `University`."""
_SCHOOLS = {"university", "college"}
PARENT = 3.0
"""Nats for a company's name with `Group` or `Holdings`."""
_PARENT_WORDS = {"group", "holdings", "holding"}
POSSIBLE = 0.5
"""Nats for a short form of the one company that begins with it."""
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
    likely: dict[tuple[int, int], float] = field(default_factory=dict)
    """Weak form and what it may be -> how likely (nats) that is before the articles are looked at;
    without one the rarity of the spelling tells."""
    contested: set[int] = field(default_factory=set)
    """Open forms that name something by themselves too: articles must speak for the other."""
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
            shown = words.shown(place)
            alike[forms.country_names().get(forms.fold(shown)) or forms.body(shown)].append(place)
    for places in alike.values():
        if len(places) < 2:
            continue
        surest = [place for place in places if is_company(words.forms[place])]
        surest += [place for place in places if _is_known_place(words.forms[place])]
        _decide_place_or_company(surest, words, decisions)
        usual = max(places, key=lambda p: (words.forms[p].articles, words.forms[p].key))
        meant = surest or [usual]
        for place in places:
            if place in meant:
                continue
            form = words.forms[place]
            types = {form.type, *(words.forms[other].type for other in meant)}
            if len(types) == 1:
                continue
            told = types == {"LOCATION", "ORGANIZATION"} and not (
                surest and form.type == "LOCATION" and not _is_known_place(form)
            )
            if " " in form.key and len(meant) == 1 and not told:
                decisions.units.join(place, meant[0], "same name, taken for something else here")
            else:
                # `Pence` the organisation may be whoever `Pence` the person may be.
                further = (decisions.open.get(other, set()) for other in meant)
                several = set(meant).union(*further)
                decisions.why.setdefault(place, "same name, taken for something else here")
                if len(several) == 1 and _is_lone(place, form, decisions):
                    decisions.weak[place] |= several
                    decisions.likely[place, min(several)] = SAME_NAME
                else:
                    decisions.open[place] |= several


def _decide_place_or_company(
    surest: Iterable[int], words: Vocabulary, decisions: Decisions
) -> None:
    """Leave open where a place is meant that a company is named like: `Amazon`.

    Not where the company is rare beside the place (`Boston`, `Boston Inc.`), nor for countries.
    """
    companies = {p for p in surest if words.forms[p].type == "ORGANIZATION"}
    articles = sum(words.forms[company].articles for company in companies)
    for place in surest:
        form = words.forms[place]
        if (
            form.type == "LOCATION"
            and not form.key.startswith("country:")
            and articles > MINOR_TYPE * form.articles
        ):
            decisions.open[place] |= companies
            decisions.contested.add(place)
            decisions.why.setdefault(place, "a company and a place of one name")


def _is_lone(place: int, form: Form, decisions: Decisions) -> bool:
    """Whether nothing else is known that this name could be: no person, no place, no company."""
    return not (
        place in decisions.open
        or place in decisions.weak
        or len(form.key) < _LEAST_LONE
        or (form.type == "PERSON" and form.key in _GIVEN_NAMES)
        or _is_known_place(form)
    )


def is_company(form: Form) -> bool:
    """Whether a name of it is longer than its form: it has a legal form."""
    length = len(form.key.split())
    return form.type == "ORGANIZATION" and any(
        len(forms.fold(name).split()) > length for name in form.names
    )


def _is_known_place(form: Form) -> bool:
    return form.type == "LOCATION" and countries.is_known(form.key)


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
        if short is None or short == long or countries.is_single(words.forms[short].key):
            continue
        if countries.is_shared_office(words.forms[short].key):
            continue
        meanings[short][long] += count
    for short, longs in sorted(meanings.items()):
        if len(words.forms[short].key.split()) <= len(words.forms[min(longs)].key.split()):
            _decide_short(short, longs, words, decisions)
    _decide_spellings(words, decisions)
    _decide_company_words(words, decisions)
    _decide_initials(words, decisions, known=set(meanings))
    _decide_countries(words, decisions)
    _decide_first_words(words, decisions)
    _decide_last_words(words, decisions)


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
        alone = len({decisions.units.root(long) for long in longs}) == 1 or _nested(
            {frozenset(words.forms[long].key.split()) for long in longs}
        )
        for long in longs:
            if alone or words.forms[short].articles > words.forms[long].articles:
                decisions.weak[long].add(short)
                decisions.why.setdefault(long, reason)
                if alone:
                    added = set(forms.body_words(words.shown(long))) - set(
                        words.forms[short].key.split()
                    )
                    decisions.likely[long, short] = _belief(words.forms[short].key, added)


def _belief(short: str, added: set[str]) -> float:
    """How likely (nats) a company's name means the one without the words that it adds."""
    if added <= _PARENT_WORDS:
        return PARENT
    school = added <= _SCHOOLS and not countries.is_known(short)
    return LIKELY_LONG if school or " " in short else LIKELY


def _nested(several: set[frozenset[str]]) -> bool:
    """Whether of these sets of words each holds the next smaller one: `Motor`, `Motor Group`."""
    ordered = sorted(several, key=len)
    return all(one < other for one, other in pairwise(ordered))


def _decide_first_words(words: Vocabulary, decisions: Decisions) -> None:
    """Leave open whether a name stands for a company that begins with it.

    `Oaktree` for `Oaktree Capital Group`, whatever type an article takes it for; `Owl Rock` for
    `Owl Rock Capital Corporation`. Not where it is much the more frequent (`Apple`, `Apple
    Financial`), or the surname of somebody. Where one company alone begins with it, that is likely
    before the articles are looked at.
    """
    companies: dict[str, list[int]] = defaultdict(list)
    plain: set[str] = set()
    known = {words.forms[short].key for shorts in decisions.weak.values() for short in shorts}
    for place, form in enumerate(words.forms):
        if form.type == "ORGANIZATION" and " " in form.key and not form.sense:
            found = forms.body_words(words.shown(place))
            if len(found) > 1 and (found[-1] in _COMPANY_HEADS or is_company(form)):
                for length in range(1, len(found)):
                    companies[" ".join(found[:length])].append(place)
                    if all(word in _COMPANY_HEADS for word in found[length:]):
                        plain.add(" ".join(found[:length]))
    for place, form in enumerate(words.forms):
        given = form.type == "PERSON" and (place in decisions.open or form.key in _GIVEN_NAMES)
        if form.type == "NORP" or given or len(form.key) == 1 or _is_known_place(form):
            continue
        several_words = " " in form.key
        if several_words and (form.type != "ORGANIZATION" or form.sense):
            continue
        start = " ".join(forms.body_words(words.shown(place))) if several_words else form.key
        longer = {
            decisions.units.root(long)
            for long in companies.get(start, ())
            if form.articles <= _OFTENER * words.forms[long].articles
        }
        longer -= {decisions.units.root(place)}
        if not longer or countries.is_shared_office(form.key):
            continue
        decisions.why.setdefault(place, "first word of a company's name")
        sole = len(longer) == 1 and not (is_company(form) or form.key in known)
        if sole and place not in decisions.open and place not in decisions.weak:
            belief = POSSIBLE
            if start in plain and form.type == "ORGANIZATION":
                belief = LIKELY_LONG if several_words else LIKELY
            if form.type != "LOCATION":
                decisions.weak[place] |= longer
                decisions.likely[place, min(longer)] = belief
                continue
        decisions.open[place] |= longer


def _decide_last_words(words: Vocabulary, decisions: Decisions) -> None:
    """Weigh whether one word is the one organisation whose name ends with it: `Saudi Aramco`.

    Not where it has a legal form of its own: `Mobil Corp.` is not `Exxon Mobil`.
    """
    longer: dict[str, set[int]] = defaultdict(set)
    for place, form in enumerate(words.forms):
        if form.type == "ORGANIZATION" and form.key.count(" ") in (1, 2) and not form.sense:
            found = forms.body_words(words.shown(place))
            longer[found[-1]].add(decisions.units.root(place))
    for place, form in enumerate(words.forms):
        if (
            form.type == "ORGANIZATION"
            and len(longer.get(form.key, ())) == 1
            and len(form.key) >= _LEAST_LAST
            and form.key not in _COMPANY_HEADS
            and not is_company(form)
            and place not in decisions.open
            and place not in decisions.weak
        ):
            roots = longer[form.key] - {decisions.units.root(place)}
            if roots:
                decisions.weak[place] |= roots
                decisions.likely[place, min(roots)] = 0.0
                decisions.why.setdefault(place, "last word of an organisation's name")


def _decide_initials(words: Vocabulary, decisions: Decisions, known: set[int]) -> None:
    """Weigh whether an acronym that nothing spells out is the one body with these initials."""
    bodies: dict[str, list[int]] = defaultdict(list)
    for place, form in enumerate(words.forms):
        if form.type == "ORGANIZATION" and " " in form.key:
            for letters in _initials(words.shown(place)):
                bodies[letters].append(place)
    for place, form in enumerate(words.forms):
        if form.type != "ORGANIZATION" or not words.shown(place).isupper():
            continue
        roots = {decisions.units.root(long) for long in bodies.get(form.key, ())}
        if place in known:
            if place in decisions.open:
                decisions.open[place] |= roots
        elif (
            len(roots) == 1
            and len(form.key) > _LEAST_INITIALS
            and form.articles <= _OFTENER * words.forms[min(roots)].articles
        ):
            decisions.units.join(place, roots.pop(), "initials")
        elif len(roots) == 1:
            decisions.weak[place] |= roots
            decisions.why.setdefault(place, "initials")
        elif roots and form.articles <= max(words.forms[root].articles for root in roots):
            decisions.open[place] |= roots
            decisions.partial.add(place)
            decisions.why.setdefault(place, "initials")


def _initials(name: str) -> set[str]:
    """The acronyms that a body's name may have.

    Of its telling words, of those with its legal form (`China National Petroleum Corp.`: `cnpc`),
    and of all its words (`Department of Justice`: `doj`).
    """
    telling = forms.body_words(name)
    every = [word for word in forms.fold(name).removeprefix("the ").split() if word != "and"]
    kept = [word for word in every if word not in forms.SMALL_WORDS]
    found = {"".join(word[0] for word in telling)}
    if len(telling) == len(kept) < len(every):
        found.add("".join(word[0] for word in every))
    letters = "".join(word[0] for word in kept)
    if len(telling) > 1:
        found |= {letters[:end] for end in range(_LEAST_INITIALS + 1, len(letters) + 1)}
    return {one for one in found if len(one) >= max(_LEAST_INITIALS, len(telling))}


def _decide_spellings(words: Vocabulary, decisions: Decisions) -> None:
    """Join names that differ in spaces or a plural; leave open those that differ in a letter.

    `Delta Air Lines` and `Delta Airlines`, `Federal Communication Commission`; `Johns Hopkins
    University` and `John Hopkins University`.
    """
    glued: dict[tuple[str, str], list[int]] = defaultdict(list)
    but_one: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
    for place, form in enumerate(words.forms):
        if form.type not in _OF_WORDS or form.sense or countries.is_shared_office(form.key):
            continue
        found = forms.body_words(words.shown(place))
        whole = "".join(found)
        if len(whole) >= _LEAST_GLUED:
            glued[form.type, whole].append(place)
        if form.type != "ORGANIZATION" or len(whole) < _LEAST_SPELLED:
            continue
        for at, word in enumerate(found):
            if len(found) > 1 and len(word) >= _LEAST_WORD:
                but_one[(*found[:at], word[0], *found[at + 1 :])].append((place, word))
    for places in glued.values():
        for place in places[1:]:
            decisions.units.join(places[0], place, "written as one word")
    for beside, several in but_one.items():
        if 1 < len(several) <= _MOST_SPELLINGS:
            for one, other in combinations(several, 2):
                _decide_spelling(one, other, len(beside), words, decisions)


def _decide_spelling(
    one: tuple[int, str],
    other: tuple[int, str],
    length: int,
    words: Vocabulary,
    decisions: Decisions,
) -> None:
    """Decide on two names, each with the word in which it differs from the other.

    Args:
        one: the form and its word.
        other: the same of the other.
        length: words of the names.
        words: all names.
        decisions: where the result goes.
    """
    if decisions.units.root(one[0]) == decisions.units.root(other[0]):
        return
    shorter, longer = sorted((one[1], other[1]), key=len)
    if length > 2 and longer == shorter + "s":
        decisions.units.join(one[0], other[0], "spelling")
    elif distance(shorter, longer, score_cutoff=1) <= 1:
        rarer, usual = sorted((one[0], other[0]), key=lambda p: (words.forms[p].articles, p))
        decisions.weak[rarer].add(usual)
        decisions.why.setdefault(rarer, "spelling")


def _decide_countries(words: Vocabulary, decisions: Decisions) -> None:
    """Weigh whether a body whose name adds its country is the one without: `Irish Data Commission`.

    Only where the archive knows one such body; offices that every country has are told apart by
    their articles (`senses`).
    """
    fuller: dict[int, list[int]] = defaultdict(list)
    for place, form in enumerate(words.forms):
        if form.type != "ORGANIZATION" or form.sense or form.key.count(" ") < 2:
            continue
        rest = countries.without_country(forms.body_words(words.shown(place)))
        short = words.place.get((form.type, " ".join(sorted(rest)))) if rest else None
        if short is not None and not countries.is_shared_office(words.forms[short].key):
            fuller[short].append(place)
    for short, longs in sorted(fuller.items()):
        roots = {decisions.units.root(long) for long in longs} - {decisions.units.root(short)}
        if len(roots) == 1 and short not in decisions.weak:
            decisions.weak[short] |= roots
            decisions.likely[short, min(roots)] = 0.0
            decisions.why.setdefault(short, "name without its country")
