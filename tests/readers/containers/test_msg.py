"""Mails of Outlook: properties, texts, attachments, damage, a real one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from compressed_rtf import compress

from etl.readers.base import RawDocument, Rejected, Skipped
from etl.readers.dispatch import read_file
from tests.archives import archive
from tests.readers.checks import check_outcomes
from tests.readers.ole_files import attachment, compound, moment, outlook
from tests.readers.outcomes import plain
from tests.readers.reading import codes, documents, read
from tests.readers.seeds import mutated
from tests.readers.web_archives import page

TEXTS = {
    "0037": "Kai gesperrt – für Lkw",
    "0042": "Vik, Ada",
    "5D02": "ada@havnik-post.example",
    "1000": "The quay is closed.\r\n\r\n[cid:logo.png]\r\n\r\nIt stays so.\r\n",
    "1035": "<17@havnik-post.example>",
    "0E04": "Desk",
}
SENT = {"0039": moment(datetime(2024, 5, 3, 9, 0, tzinfo=UTC))}


def test_a_mail(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "letter", compound(outlook(TEXTS, fixed=SENT)))
    assert found.format == "msg"
    assert plain(found.outcome) == {
        "position": 0,
        "blocks": [["body", "The quay is closed."], ["body", "It stays so."]],
        "title": "Subject = Kai gesperrt – für Lkw",
        "authors": {"From": ["Vik, Ada"]},
        "external_id": "17@havnik-post.example",
        "published": ["Date = Fri, 03 May 2024 09:00:00 +0000"],
        "extra": {"To": "Desk", "From": "ada@havnik-post.example"},
    }


def test_headers_as_they_were_sent(tmp_path: Path) -> None:
    headers = (
        "Received: from x by y; Fri, 3 May 2024 11:00:09 +0200\r\n"
        "From: Havnik Post <news@havnik-post.example>\r\nSubject: =?utf-8?Q?Kai?=\r\n"
        " =?utf-8?Q?gesperrt?=\r\nDate: Fri, 3 May 2024 11:00:00 +0200\r\n"
        "List-Id: Morning letter <letter.havnik-post.example>\r\n"
        "Content-Type: multipart/alternative; boundary=gone\r\n"
    )
    texts = TEXTS | {"007D": headers, "0037": "Kai gesperrt"}
    (found,) = documents(read(tmp_path, "letter.msg", compound(outlook(texts))))
    assert found.outlet == ("Havnik Post", "From")
    assert found.title == ("Kai gesperrt", "Subject")
    assert [date.value for date in found.published] == [
        "Fri, 3 May 2024 11:00:00 +0200",
        "Fri, 3 May 2024 11:00:09 +0200",
    ]
    assert [block.text for block in found.blocks] == ["The quay is closed.", "It stays so."]


@pytest.mark.parametrize(
    ("properties", "code_page"),
    [
        ({"1013": "<p>Die Fähre fährt.</p>".encode("cp1252")}, 1252),
        ({"1013": "<p>Die Fähre fährt.</p>".encode()}, 65001),
        ({"1013": "<p>Die Fähre fährt.</p>".encode("latin-1")}, 28591),
        ({"1009": compress(b"{\\rtf1\\ansi\\ansicpg1252 Die F\\'e4hre f\\'e4hrt.}")}, 1252),
    ],
)
def test_texts_of_every_form(tmp_path: Path, properties: dict[str, bytes], code_page: int) -> None:
    texts = {name: text for name, text in TEXTS.items() if name != "1000"}
    fixed = {"3FDE": code_page.to_bytes(8, "little")}
    data = compound(outlook(texts, data=properties, fixed=fixed))
    (found,) = documents(read(tmp_path, "a.msg", data))
    assert [block.text for block in found.blocks] == ["Die Fähre fährt."]


def test_attachments_are_members(tmp_path: Path) -> None:
    inner = outlook({"0037": "Forwarded", "1000": "The ferry was late."}, header=24)
    mail = outlook(
        TEXTS,
        attached=(
            attachment("quay.html", page(1) * 9, "text/html"),
            attachment("logo.png", b"\x89PNG", "image/png"),
            attachment("Forwarded", inner),
        ),
    )
    found = read(tmp_path, "a.msg", compound(mail))
    assert [(one.member, one.format, type(one.outcome).__name__) for one in found] == [
        ("", "msg", "RawDocument"),
        ("quay.html", "msg+html", "RawDocument"),
        ("", "msg", "Skipped"),
        ("3.eml", "msg+eml", "RawDocument"),
    ]
    assert isinstance(found[2].outcome, Skipped)
    assert found[2].outcome.reason == "picture"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (compound(outlook({})), "damaged"),
        (compound(outlook(TEXTS))[:1_500], "damaged"),
        (compound({"WordDocument": b"x" * 9}), "unknown_format"),
    ],
)
def test_what_holds_no_mail(tmp_path: Path, data: bytes, code: str) -> None:
    found = read(tmp_path, "a.msg" if code == "damaged" else "a", data)
    assert codes(found) == [code]
    (reject,) = [one.outcome for one in found]
    assert isinstance(reject, Rejected)
    assert "Outlook" in reject.message or "Word document" in reject.message


@pytest.mark.parametrize("seed", range(60))
def test_spoiled(tmp_path: Path, seed: int) -> None:
    mail = outlook(TEXTS, fixed=SENT, attached=(attachment("a.txt", b"The quay." * 600),))
    check_outcomes(read(tmp_path, "a.msg", mutated(compound(mail), Random(seed))))


@pytest.mark.archives
def test_a_real_mail() -> None:
    first, *others = read_file(archive("mail_parser") / "tests" / "mails" / "mail_outlook_1")
    assert isinstance(first.outcome, RawDocument)
    assert first.outcome.title is not None
    assert first.outcome.title.value.startswith("Newsletter Prüfung Personalwesen")
    assert first.outcome.published[0].value == "Mon, 18 Sep 2017 12:00:18 +0200"
    assert "Sehr geehrte Frau" in " ".join(block.text for block in first.outcome.blocks)
    assert {getattr(one.outcome, "reason", "") for one in others} == {"picture"}


def test_a_rejected_mail_is_kept_the_same_each_time(tmp_path: Path) -> None:
    data = compound(outlook({"0037": "Quay closed"}))
    first, second = (read(tmp_path, "a.msg", data) for _ in range(2))
    assert codes(first) == ["no_text"]
    assert first == second
