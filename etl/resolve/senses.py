"""One name that is several entities: which of them each article means.

Belongs here: telling the meanings of one form apart before anything is joined to it, each as a form
of its own. Does not belong here: forms that say less than others (`deciding`, `weighing`).
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from datetime import date

import pyarrow as pa

from etl.resolve import countries
from etl.resolve.deciding import DOMINANT
from etl.resolve.weighing import Weighing

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
        if count >= DOMINANT * known.total():
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
