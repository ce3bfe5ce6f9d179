"""The news agencies: their names, and the other names they sign with.

Belongs here: the table and look-ups in it. Does not belong here: where in an article a signature
counts (`wire`, `dateline`, `byline`). Another agency is one more line of the table.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Agency(NamedTuple):
    """An agency: the name it is filed under, and the forms it signs with.

    Forms of up to four characters are matched as they stand (`AP`, `dpa`), longer ones also in
    capitals.
    """

    name: str
    forms: tuple[str, ...]
    press_releases: bool = False
    """Whether it distributes its customers' announcements, not its own reporting."""


AGENCIES: tuple[Agency, ...] = (
    Agency("Reuters", ("Reuters", "Thomson Reuters", "Reuter", "RTRS")),
    Agency("AP", ("AP", "Associated Press", "The Associated Press", "A.P.")),
    Agency("AFP", ("AFP", "Agence France-Presse", "Agence France Presse")),
    Agency("dpa-AFX", ("dpa-AFX", "dpa-afx", "DPA-AFX", "AFX")),
    Agency(
        "dpa", ("dpa", "DPA", "Deutsche Presse-Agentur", "dpa/lby", "dpa/lno", "lno", "dpa-infocom")
    ),
    Agency("PTI", ("PTI", "Press Trust of India")),
    Agency("ANI", ("ANI", "Asian News International")),
    Agency("IANS", ("IANS", "Indo-Asian News Service")),
    Agency("UNI", ("UNI", "United News of India")),
    Agency("Xinhua", ("Xinhua", "Xinhua News Agency")),
    Agency("TASS", ("TASS", "Itar-Tass", "ТАСС")),
    Agency("RIA Novosti", ("RIA Novosti", "RIA", "РИА Новости")),
    Agency("Interfax", ("Interfax", "Интерфакс")),
    Agency("Ukrinform", ("Ukrinform", "Укрінформ")),
    Agency("EFE", ("EFE", "Agencia EFE")),
    Agency("Europa Press", ("Europa Press",)),
    Agency("ANSA", ("ANSA",)),
    Agency("Adnkronos", ("Adnkronos",)),
    Agency("Lusa", ("Lusa", "LUSA")),
    Agency("Kyodo", ("Kyodo", "Kyodo News", "共同通信")),
    Agency("Jiji", ("Jiji", "Jiji Press", "時事通信")),
    Agency("Yonhap", ("Yonhap", "Yonhap News Agency", "연합뉴스")),
    Agency("CNA", ("Central News Agency",)),
    Agency("Bernama", ("Bernama",)),
    Agency("Antara", ("Antara", "Antara News")),
    Agency("APP", ("APP", "Associated Press of Pakistan")),
    Agency("UPI", ("UPI", "United Press International")),
    Agency("PA Media", ("PA Media", "Press Association", "PA")),
    Agency(
        "The Canadian Press", ("CP", "The Canadian Press", "Canadian Press", "La Presse Canadienne")
    ),
    Agency("AAP", ("AAP", "Australian Associated Press")),
    Agency("SAPA", ("SAPA", "Sapa", "South African Press Association")),
    Agency("NAN", ("NAN", "News Agency of Nigeria")),
    Agency("Bloomberg", ("Bloomberg", "Bloomberg News")),
    Agency("Dow Jones", ("Dow Jones Newswires", "Dow Jones")),
    Agency("KNA", ("KNA", "Katholische Nachrichten-Agentur")),
    Agency("epd", ("epd", "EPD", "Evangelischer Pressedienst")),
    Agency("SID", ("SID", "Sport-Informations-Dienst")),
    Agency("APA", ("APA", "Austria Presse Agentur")),
    Agency("Keystone-SDA", ("Keystone-SDA", "SDA", "sda", "Schweizerische Depeschenagentur")),
    Agency("Belga", ("Belga",)),
    Agency("ANP", ("ANP",)),
    Agency("TT", ("TT", "TT Nyhetsbyrån")),
    Agency("NTB", ("NTB",)),
    Agency("Ritzau", ("Ritzau", "ritzau")),
    Agency("STT", ("STT",)),
    Agency("PAP", ("PAP", "Polska Agencja Prasowa")),
    Agency("ČTK", ("ČTK", "CTK", "čtk")),
    Agency("TASR", ("TASR",)),
    Agency("MTI", ("MTI",)),
    Agency("HINA", ("HINA", "Hina")),
    Agency("Tanjug", ("Tanjug",)),
    Agency("BNS", ("BNS", "Baltic News Service")),
    Agency("Anadolu", ("Anadolu", "Anadolu Agency", "Anadolu Ajansı", "AA")),
    Agency("IRNA", ("IRNA",)),
    Agency("WAM", ("WAM",)),
    Agency("SPA", ("SPA", "Saudi Press Agency")),
    Agency("MENA", ("MENA", "Middle East News Agency")),
    Agency("Notimex", ("Notimex",)),
    Agency("Télam", ("Télam", "Telam")),
    Agency(
        "PR Newswire",
        ("PRNewswire", "PR Newswire", "PRNewswire-FirstCall", "PRNewswire-PRWeb"),
        press_releases=True,
    ),
    Agency("Business Wire", ("Business Wire", "BUSINESS WIRE"), press_releases=True),
    Agency(
        "GlobeNewswire", ("GlobeNewswire", "GLOBE NEWSWIRE", "Globe Newswire"), press_releases=True
    ),
    Agency("ACCESSWIRE", ("ACCESSWIRE", "Accesswire"), press_releases=True),
    Agency("CNW", ("CNW", "CNW Group", "Canada NewsWire"), press_releases=True),
    Agency("Newsfile", ("Newsfile Corp.", "Newsfile"), press_releases=True),
    Agency("Marketwired", ("Marketwired", "Marketwire"), press_releases=True),
    Agency("ots", ("ots", "OTS", "news aktuell"), press_releases=True),
)

_NEXT_SIGNATORY = re.compile(r"\s?[/,;&]\s?|\s-\s|-(?=[A-Z])| and ")
_BY_FORM = {form: agency for agency in AGENCIES for form in agency.forms}
_BY_FOLDED_FORM = {
    form.casefold(): agency for agency in AGENCIES for form in agency.forms if len(form) > 4
}


def _alternatives() -> str:
    forms = set(_BY_FORM) | {form.upper() for form in _BY_FORM if len(form) > 4}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return "|".join(re.escape(form) for form in longest_first)


FORM = rf"(?:{_alternatives()})"
"""A pattern (no groups) that matches any form of any agency; case counts."""


def agency_named(text: str) -> Agency | None:
    """The agency that this text, as a whole, is a name of."""
    text = text.strip()
    return _BY_FORM.get(text) or _BY_FOLDED_FORM.get(text.casefold())


def agency_of_signature(text: str) -> Agency | None:
    """The agency that signs so, others and its own services left aside: `AFP/AP`, `Reuters Health`.

    Args:
        text: what stands in the parentheses or slashes of a signature.
    """
    first = _NEXT_SIGNATORY.split(text.strip(), maxsplit=1)[0]
    return agency_named(text) or agency_named(first) or agency_named(first.split(" ")[0])
