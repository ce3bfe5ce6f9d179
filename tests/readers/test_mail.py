"""Mails: attachments, parts and their charsets, mbox, damage, real mails."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.lake.discovery import discover
from etl.readers import mail
from etl.readers.base import Member, Outcome, RawDocument, ReaderError, Rejected, Skipped
from etl.readers.containers import eml, mbox
from etl.readers.dispatch import read_file
from etl.settings import FolderSettings
from tests.archives import archive
from tests.readers.outcomes import documents, source
from tests.readers.web_archives import page

CASES = Path(__file__).parent / "format_cases"


def _mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    given_headers = {
        "From": "Ada Vik <ada@havnik-post.example>",
        "Subject": "Quay",
        "Date": "Fri, 3 May 2024 09:00:00 +0200",
        "MIME-Version": "1.0",
    }
    for name, value in (given_headers | headers).items():
        message[name] = value
    return message


def _outcomes(data: bytes) -> list[Member | Outcome]:
    return list(mail.outcomes(data))


def test_attachments_are_members(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("inner.html", page(2))
    forwarded = _mail(Subject="Forwarded")
    forwarded.set_content("The ferry was late.\n")
    message = _mail()
    message.set_content("The quay is closed.\n")
    message.add_attachment(page(1), maintype="text", subtype="html", filename="Kai ä!/1.html")
    message.add_attachment(
        packed.getvalue(), maintype="application", subtype="zip", filename="a.zip"
    )
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    message.add_attachment(page(3), maintype="text", subtype="html", filename="a.zip")
    message.add_attachment(forwarded)
    path = tmp_path / "letter.eml"
    path.write_bytes(message.as_bytes())
    found = list(read_file(path))
    assert [(one.member, one.format, type(one.outcome).__name__) for one in found] == [
        ("", "eml", "RawDocument"),
        ("Kai ä_1.html", "eml+html", "RawDocument"),
        ("a.zip!inner.html", "eml+zip+html", "RawDocument"),
        ("", "eml", "Skipped"),
        ("2-a.zip", "eml+html", "RawDocument"),
        ("5.eml", "eml+eml", "RawDocument"),
    ]
    places = [(one.member, one.outcome.position) for one in found]
    assert len(set(places)) == len(places)
    (letter, *_) = documents([one.outcome for one in found])
    assert letter.extra["attachments"] == ["Kai ä_1.html", "a.zip", "a.zip", "5.eml"]


CHARSETS = {
    "utf-8": "Łódź, Zürich, “quay”",
    "iso-8859-2": "Łódź, Zürich",
    "windows-1252": "“Zürich”",
    "koi8-r": "Кварталы порта",
    "gb2312": "码头关闭",
    "shift_jis": "埠頭は閉鎖",
    "euc-kr": "부두 폐쇄",
    "iso-2022-jp": "埠頭は閉鎖",
    "utf-7": "Zürich",
}


@pytest.mark.parametrize("transfer", ["8bit", "base64", "quoted-printable"])
@pytest.mark.parametrize("charset", CHARSETS)
def test_each_part_has_its_own_charset(charset: str, transfer: str) -> None:
    text = CHARSETS[charset]
    message = _mail()
    message.make_mixed()
    for name, words in ((charset, text), ("utf-8", "Grüße")):
        part = EmailMessage()
        data = words.encode(name)
        cte = "7bit" if data.isascii() and transfer == "8bit" else transfer
        part.set_content(data, maintype="text", subtype="plain", cte=cte)
        part.set_param("charset", name)
        del part["Content-Disposition"]
        message.attach(part)
    (found,) = documents(
        [one for one in _outcomes(message.as_bytes()) if not isinstance(one, Member)]
    )
    assert [block.text for block in found.blocks] == [text, "Grüße"]


def test_html_is_taken_where_the_plain_text_says_little() -> None:
    message = _mail()
    message.set_content("See https://havnik-post.example/quay\n")
    message.add_alternative("<p>The council closed the quay to lorries.</p>", subtype="html")
    (found,) = _outcomes(message.as_bytes())
    assert isinstance(found, RawDocument)
    assert [block.text for block in found.blocks] == ["The council closed the quay to lorries."]


def test_a_mail_of_apple(tmp_path: Path) -> None:
    message = _mail()
    message.set_content("The quay is closed.\n")
    data = message.as_bytes()
    path = tmp_path / "17.emlx"
    path.write_bytes(b"%-10d\n" % len(data) + data + b"<?xml version='1.0'?><plist></plist>\n")
    (found,) = read_file(path)
    assert isinstance(found.outcome, RawDocument)
    assert [block.text for block in found.outcome.blocks] == ["The quay is closed."]
    start, end = found.outcome.byte_start, found.outcome.byte_end
    assert path.read_bytes()[start:end] == data


def test_pictures_in_a_plain_text_are_no_words() -> None:
    message = _mail()
    message.set_content("[cid:logo.png@01D0]\n\nThe quay is closed. [image: map]\n")
    (found,) = _outcomes(message.as_bytes())
    assert isinstance(found, RawDocument)
    assert [block.text for block in found.blocks] == ["The quay is closed."]


def test_attachments_alone_are_no_article() -> None:
    message = _mail()
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    skipped, member = _outcomes(message.as_bytes())
    assert skipped == Skipped(position=0, reason="attachments only")
    assert isinstance(member, Member)


def test_a_cut_mail_keeps_what_came_before() -> None:
    data = (CASES / "eml" / "two_texts.eml").read_bytes()
    start = data.index(b"\n\n") + 2
    whole = _outcomes(data)
    for length in range(start, len(data.rstrip())):
        found = _outcomes(data[:length])
        last = found[-1]
        assert isinstance(last, Rejected), length
        assert last.code in {"truncated", "no_text"}
        assert sum(isinstance(one, Rejected) for one in found) <= 2
        if isinstance(found[0], RawDocument):
            first = whole[0]
            assert isinstance(first, RawDocument)
            assert found[0].title == first.title
            assert first.blocks[0].text.startswith(found[0].blocks[0].text[:8])


@given(st.binary(max_size=300), st.integers(0, 600))
def test_no_bytes_are_too_odd(noise: bytes, place: int) -> None:
    data = (CASES / "eml" / "newsletter.eml").read_bytes()
    for one in mail.outcomes(data[:place] + noise + data[place + len(noise) :]):
        assert isinstance(one, Member | RawDocument | Skipped | Rejected)


@pytest.mark.parametrize(
    "data",
    [
        b"Title: Quay\nAuthor: Ada Vik\n\nThe quay is closed.",
        b"From the quay one sees the ferry.\nDate: none\n",
        b"HTTP/1.1 200 OK\nContent-Type: text/html\nDate: x\n\n<html>",
        b"From: Ada\nSubject: a play\nDate: today\n\nNo mail.",
    ],
)
def test_what_is_no_mail(data: bytes) -> None:
    assert eml.detect(data, "note.txt") == 0
    assert mbox.detect(data, "note.txt") == 0


def test_places_of_mails_in_an_mbox() -> None:
    data = (CASES / "mbox" / "letters.mbox").read_bytes()
    found = [one for one in mbox.members(source(data)) if isinstance(one, RawDocument)]
    for one in found:
        assert one.byte_start == one.position
        assert data[one.byte_start : one.byte_end].startswith(b"Message-ID: <")


def test_an_mbox_is_not_held_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "MAX_DOCUMENT_BYTES", 2_000)
    letter = b"From a@b.example Fri May  3 09:00:00 2024\nSubject: x\nMIME-Version: 1.0\n\n%s\n\n"
    data = letter % b"Short one." + letter % (b"Too long.\n" * 400) + letter % b"Last one."
    found = list(mbox.members(source(data)))
    assert [type(one).__name__ for one in found] == ["RawDocument", "Rejected", "RawDocument"]


def test_parts_of_saved_pages_are_not_read(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    names = [
        "Quay closes.html",
        "Quay closes_files/script.js.html",
        "Quay closes_files/deeper/ad.html",
        "case_files/report.html",
        "Kai.htm",
        "Kai-Dateien/bild.html",
    ]
    for name in names:
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page(1))
    listing = discover([raw], FolderSettings(), None)
    ignored = {file.path: file.message for file in listing.files if file.status == "ignored"}
    assert ignored == {
        "Quay closes_files/script.js.html": "part of a saved page",
        "Quay closes_files/deeper/ad.html": "part of a saved page",
        "Kai-Dateien/bild.html": "part of a saved page",
    }
    packed = tmp_path / "pages.zip"
    with zipfile.ZipFile(packed, "w") as out:
        for name in names:
            out.write(raw / name, f"saved/{name}")
    found = list(read_file(packed))
    assert Counter(type(one.outcome).__name__ for one in found) == {"RawDocument": 3, "Skipped": 3}
    assert {one.outcome.reason for one in found if isinstance(one.outcome, Skipped)} == {
        "part of a saved page"
    }


REAL = {
    # mail: title, sender, paragraphs' first words or None, attachments
    "mail_test_5": ("Je prépare mon été zéro complexe !", "Marina de Carlance"),
    "mail_test_6": ("Быстрее вкладывайте в золото!", "Время пришло"),
    "mail_test_12": ("代开各地增值税发票", "张先生"),
    "mail_test_13": ("New Webinar: So, You Have A Disaster... Now What?", "Continuity Insights"),
    "mail_test_17": ("Transferencia Interbancaria Banca en Línea", None),
    "mail_test_18": ("Test for Comma and Name Bugs", "LastßlName, FirstName"),
    "mail_malformed_3": ("Ahorre Dinero en su Recibo de Luz", "El Punto de los Frutos & Verdes"),
}


@pytest.mark.archives
def test_every_real_mail_is_an_article() -> None:
    folder = archive("mail_parser") / "tests" / "mails"
    names = sorted(path.name for path in folder.iterdir())
    for name in names:
        if name == "mail_outlook_1":  # Outlook's own form: see containers/test_msg.py
            continue
        first, *others = read_file(folder / name)
        assert first.format == "eml", name
        assert isinstance(first.outcome, RawDocument), name
        assert "\ufffd" not in (first.outcome.title.value if first.outcome.title else ""), name
        codes = {one.outcome.code for one in others if isinstance(one.outcome, Rejected)}
        assert codes <= {"truncated", "unknown_format", "no_text"}, name
        if name in REAL:
            title, sender = REAL[name]
            assert first.outcome.title is not None
            assert first.outcome.title.value == title
            named = first.outcome.outlet.value if first.outcome.outlet else None
            written = first.outcome.authors.values[0] if first.outcome.authors else None
            assert (named or written) == sender


def test_a_mail_of_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.readers.xml.MAX_DOCUMENT_BYTES", 100)
    with pytest.raises(ReaderError) as error:
        list(eml.members(source(b"Subject: x\n\n" + b"x" * 200)))
    assert error.value.code == "too_large"
