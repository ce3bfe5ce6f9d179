"""One name that is several entities: which of them each article means.

Belongs here: telling the meanings of one form apart before anything is joined to it, each as a form
of its own. Does not belong here: forms that say less than others (`deciding`, `weighing`).
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pyarrow as pa

from etl.extract.lexicon import words as lexicon
from etl.resolve import countries
from etl.resolve.units import Units
from etl.resolve.weighing import Weighing

_CALLINGS = dict(pair.split("=") for pair in lexicon("resolution", "callings"))
_TOGETHER = frozenset(
    frozenset(pair.split()) for pair in lexicon("resolution", "callings_together")
)
_PAST = lexicon("resolution", "past")
_LEAST_ARTICLES = 2
"""Articles that tell a calling before it tells two persons apart."""
_LEAST_COMPANY = 2
"""Others that these articles name, so that it says something that none of them is the same."""
_TELLING_SHARE = 0.01
"""Largest share of articles that a name has which tells whose company it is."""
_TELLING_ARTICLES = 20
"""Names of fewer articles tell in archives of any size."""
_SAME_TIME = timedelta(days=5 * 365)
"""Largest gap between two periods in which one person has hardly changed the calling."""
_USUAL = 0.6
"""Share of the articles that point at a country which makes it the one of those that do not."""
_ERA_YEARS = 25
"""An era's form is named for the quarter of a century in which it begins."""


def senses_by_country(weighing: Weighing) -> dict[uuid.UUID, int]:
    """Tell offices that every country has apart by the country that their article is about.

    Each country's office becomes the form that names have which add the country.

    Returns:
        Entity within an article -> the form of its country's office.
    """
    words = weighing.words
    shared = [
        place
        for place, form in enumerate(words.forms)
        if (form.type == "ORGANIZATION" and countries.is_shared_office(form.key))
        or (form.type == "LOCATION" and countries.is_shared_place(form.key))
    ]
    pointing = [
        (place, code)
        for place, form in enumerate(words.forms)
        for code in (countries.country_of(form.type, form.key),)
        if code is not None
    ]
    weighing.register(
        "form_countries",
        pa.table(
            {
                "form": pa.array([place for place, _ in pointing], pa.int32()),
                "country": pa.array([code for _, code in pointing], pa.string()),
            }
        ),
    )
    weighing.register("shared_forms", pa.table({"form": pa.array(shared, pa.int32())}))
    by_form: dict[int, dict[uuid.UUID, str]] = {place: {} for place in shared}
    for place, local_entity_id, code in weighing.connection.execute(
        weighing.query("countries")
    ).fetchall():
        by_form[place][local_entity_id] = code or ""
    found: dict[uuid.UUID, int] = {}
    for place, codes in by_form.items():
        known = Counter(code for code in codes.values() if code)
        if not known:
            continue
        usual, count = min(known.items(), key=lambda item: (-item[1], item[0]))
        if count >= _USUAL * known.total():
            settled = {one: code or usual for one, code in codes.items()}
        else:
            settled = codes
        known = Counter(code for code in settled.values() if code)
        forms = {
            code: words.sense(place, code, f"same name, in an article about {code}", known[code])
            for code in sorted(known)
        }
        found |= {one: forms[code] for one, code in settled.items() if code}
    return found


def senses_by_era(weighing: Weighing) -> dict[uuid.UUID, int]:
    """Tell persons of one full name apart whom articles name after a gap of sixty years.

    Not where somebody or something that stands beside the name earlier does so later again: then
    it is one person, remembered. The era of most articles keeps the name's own form.

    Returns:
        Entity within an article -> the form of its era.
    """
    words = weighing.words
    persons = [
        place
        for place, form in enumerate(words.forms)
        if form.type == "PERSON" and " " in form.key and form.articles > 1
    ]
    telling = [
        place
        for place, form in enumerate(words.forms)
        if form.type in ("PERSON", "ORGANIZATION") and " " in form.key
    ]
    weighing.register("full_names", pa.table({"form": pa.array(persons, pa.int32())}))
    weighing.register("telling_forms", pa.table({"form": pa.array(telling, pa.int32())}))
    eras: dict[int, dict[int, list[uuid.UUID]]] = defaultdict(lambda: defaultdict(list))
    first: dict[tuple[int, int], date] = {}
    for form, local_entity_id, era, begins, known in weighing.connection.execute(
        weighing.query("eras")
    ).fetchall():
        group = max(eras[form]) if known and eras[form] else era
        eras[form][group].append(local_entity_id)
        first.setdefault((form, group), begins)
    found: dict[uuid.UUID, int] = {}
    for form, groups in eras.items():
        usual = min(groups, key=lambda era: (-len(groups[era]), era))
        for era, local_entity_ids in groups.items():
            if era == usual:
                continue
            begins = first[form, era]
            quarter = begins.year // _ERA_YEARS * _ERA_YEARS
            reason = f"same name, from {begins.year} on, in other company"
            place = words.sense(form, str(quarter), reason, len(local_entity_ids))
            found |= dict.fromkeys(local_entity_ids, place)
    return found


@dataclass(slots=True)
class _Calling:
    """The articles that give a name one calling, or several that go together."""

    name: str
    members: list[uuid.UUID] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    company: Counter[int] = field(default_factory=Counter)
    """Form -> articles."""


def senses_by_calling(weighing: Weighing) -> dict[uuid.UUID, int]:
    """Tell persons of one full name at one time apart by what they are: an MP and a striker.

    Each needs two articles that say so, and none of the others whom these articles name may be
    named with both: else it is one person who is both. Articles that do not say what the person is
    go with those that name the same others; what is left, and the calling of the first article,
    keep the name's own form.

    Returns:
        Entity within an article -> the form of the person of its calling.
    """
    words = weighing.words
    most = max(_TELLING_ARTICLES, _TELLING_SHARE * weighing.document_count())
    persons = [
        place
        for place, form in enumerate(words.forms)
        if form.type == "PERSON" and " " in form.key and form.articles >= 2 * _LEAST_ARTICLES
    ]
    telling = [
        place
        for place, form in enumerate(words.forms)
        if form.type in ("PERSON", "ORGANIZATION") and " " in form.key and form.articles <= most
    ]
    weighing.register("full_names", pa.table({"form": pa.array(persons, pa.int32())}))
    weighing.register("telling_forms", pa.table({"form": pa.array(telling, pa.int32())}))
    weighing.register(
        "calling_words",
        pa.table({"word": list(_CALLINGS), "calling": list(_CALLINGS.values())}),
    )
    weighing.register("past_words", pa.table({"word": sorted(_PAST)}))
    named: dict[int, list[_Named]] = defaultdict(list)
    for form, *row in weighing.connection.execute(weighing.query("callings")).fetchall():
        named[form].append(_Named(*row))
    found: dict[uuid.UUID, int] = {}
    for form, several in named.items():
        usual, *others = _persons(several)
        for one in others:
            ids = [
                article.local_entity_id
                for article in several
                if _whose(article, usual, others) is one
            ]
            reason = f"same name, of one who is in {one.name}, in other company"
            place = words.sense(form, one.name, reason, len(ids))
            found |= dict.fromkeys(ids, place)
    return found


@dataclass(frozen=True, slots=True)
class _Named:
    """An article that gives the name."""

    local_entity_id: uuid.UUID
    day: date | None
    calling: str | None
    company: Sequence[int]


def _persons(several: Sequence[_Named]) -> list[_Calling]:
    """The persons of one name, by calling; the one of the first article first."""
    by_name: dict[str, _Calling] = {}
    for article in several:
        if article.calling is not None:
            calling = by_name.setdefault(article.calling, _Calling(article.calling))
            calling.members.append(article.local_entity_id)
            calling.days += [article.day] if article.day else []
            calling.company.update(article.company)
    callings = sorted(by_name.values(), key=lambda one: one.name)
    units = Units(len(callings))
    for place, one in enumerate(callings):
        for other in range(place):
            if not _are_two(one, callings[other]):
                units.join(place, other, "")
    persons = []
    for places in units.sets().values():
        parts = sorted((callings[place] for place in places), key=lambda one: -len(one.members))
        person = _Calling(parts[0].name)
        for part in parts:
            person.members += part.members
            person.days += part.days
            person.company += part.company
        persons.append(person)
    return sorted(persons, key=lambda one: (min(one.days, default=date.max), one.name))


def _are_two(one: _Calling, other: _Calling) -> bool:
    """Whether two callings are those of two persons."""
    if frozenset([one.name, other.name]) in _TOGETHER or one.company.keys() & other.company.keys():
        return False
    for calling in (one, other):
        if len(calling.members) < _LEAST_ARTICLES or len(calling.company) < _LEAST_COMPANY:
            return False
    if not one.days or not other.days:
        return False
    return max(min(one.days), min(other.days)) - min(max(one.days), max(other.days)) <= _SAME_TIME


def _whose(article: _Named, usual: _Calling, others: Sequence[_Calling]) -> _Calling:
    """The person whom an article means: by calling, else by company."""
    if article.calling is not None:
        for person in (usual, *others):
            if article.local_entity_id in person.members:
                return person
    shared = [sum(form in one.company for form in article.company) for one in (usual, *others)]
    return (usual, *others)[shared.index(max(shared))]
