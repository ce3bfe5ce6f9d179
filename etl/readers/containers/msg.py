"""A mail as Outlook saves it (.msg, MS-OXMSG): read as the mail that it was.

Its properties are put together to a mail of RFC 5322, for which `etl.readers.mail` has the rules:
text of its own, attachments as members. The numbers of properties are those of MS-OXPROPS.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.utils import format_datetime
from typing import Any

from etl.readers import mail, ole
from etl.readers.base import (
    Confidence,
    Container,
    Member,
    Outcome,
    RawDocument,
    ReaderError,
    Rejected,
    Source,
)
from etl.readers.limits import MAX_DEPTH
from etl.readers.text_decoding import decode
from etl.readers.xml import read_whole

SUBJECT, HEADERS, BODY, HTML, RTF = "0037", "007D", "1000", "1013", "1009"
SENDER_NAMES = ("0042", "0C1A")
SENDER_ADDRESSES = ("5D02", "5D01", "0065", "0C1F")
MESSAGE_ID, TO, CODE_PAGE = "1035", "0E04", "3FDE"
SENT_AT = ("0039", "0E06")
"""When the client sent it; when it was delivered."""
FILE_DATA, FILE_NAMES, FILE_TYPE, FILE_ID = "3701", ("3707", "3704"), "370E", "3712"
ROOT_HEADER, INNER_HEADER = 32, 24
"""Bytes before the entries of fixed size, of a message and of one within (MS-OXMSG, 2.4.1)."""
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
"""Of PT_SYSTIME, which counts steps of 100 nanoseconds (MS-OXCDATA, 2.11.1)."""
CHARSETS = {65001: "utf-8", 20127: "us-ascii", 20866: "koi8-r", 21866: "koi8-u", 54936: "gb18030"}
CHARSETS |= {28590 + part: f"iso-8859-{part}" for part in (*range(1, 10), 13, 15)}
CHARSETS |= {50220: "iso-2022-jp", 51932: "euc-jp", 51949: "euc-kr", 50225: "iso-2022-kr"}
"""Code pages of Windows whose number is not that of Python's codec."""
OF_THE_BODY = re.compile(r"content-|mime-version", re.IGNORECASE)
"""Headers that speak of parts as they were sent, not of those put together here."""


def detect(head: bytes, name: str) -> Confidence:
    """By what the compound file's directory lists; by the name where that lies further on."""
    return 4 if ole.kind(head, name) == "msg" else 0


class _Properties:
    """What one storage of the file holds: of the message itself, or of an attachment."""

    def __init__(self, file: Any, path: list[str], header: int) -> None:
        self._file = file
        self._path = path
        self._fixed: dict[str, bytes] = {}
        entries = self._stream("__properties_version1.0") or b""
        for at in range(header, len(entries) - 15, 16):
            self._fixed[f"{struct.unpack_from('<H', entries, at + 2)[0]:04X}"] = entries[
                at + 8 : at + 16
            ]

    def _stream(self, name: str) -> bytes | None:
        path = [*self._path, name]
        if not self._file.exists(path) or self._file.get_type(path) != 2:
            return None
        with self._file.openstream(path) as stream:
            return bytes(stream.read())

    def charset(self) -> str | None:
        """That of its HTML."""
        page = self._fixed.get(CODE_PAGE)
        number = struct.unpack_from("<I", page)[0] if page else 0
        return CHARSETS.get(number, f"cp{number}" if number else None)

    def data(self, number: str) -> bytes | None:
        """A property's bytes."""
        return self._stream(f"__substg1.0_{number}0102")

    def text(self, *numbers: str) -> str | None:
        """The first of some properties that is a text with something in it."""
        for number in numbers:
            wide = self._stream(f"__substg1.0_{number}001F")
            narrow = self._stream(f"__substg1.0_{number}001E") if wide is None else None
            words = wide.decode("utf-16-le", "replace") if wide is not None else ""
            if narrow:
                with suppress(ReaderError):
                    words = decode(narrow, self.charset())
            if words := words.replace("\x00", "").strip():
                return words
        return None

    def moment(self, *numbers: str) -> datetime | None:
        """The first of some properties that is a time."""
        for number in numbers:
            steps = int.from_bytes(self._fixed.get(number, b""), "little")
            with suppress(OverflowError):
                if steps:
                    return EPOCH + timedelta(microseconds=steps // 10)
        return None

    def attachments(self) -> list[list[str]]:
        """The storages of attached files."""
        depth = len(self._path)
        found = self._file.listdir(streams=False, storages=True)
        return [
            path
            for path in found
            if path[:depth] == self._path
            and len(path) == depth + 1
            and path[-1].startswith("__attach_version1.0_#")
        ]

    def within(self, path: list[str], header: int) -> _Properties:
        """Another storage of the same file."""
        return _Properties(self._file, path, header)


def _rtf_as_text(packed: bytes | None) -> str | None:
    """The text of a body that is there as RTF alone (MS-OXRTFCP)."""
    if not packed:
        return None
    from compressed_rtf import decompress
    from striprtf import striprtf

    convert: Any = striprtf.rtf_to_text
    try:
        text = str(convert(decompress(packed).decode("latin-1"), errors="replace"))
    except (ValueError, IndexError, struct.error, KeyError, TypeError, AttributeError):
        return None
    return text.strip() or None


def _texts(properties: _Properties) -> list[Message]:
    """Its texts: alternatives of one another."""
    found: list[Message] = []
    plain = properties.text(BODY)
    html, charset = properties.data(HTML), properties.charset()
    if html is None and (words := properties.text(HTML)):
        html, charset = words.encode(), "utf-8"
    if plain is None and not html:
        plain = _rtf_as_text(properties.data(RTF))
    if plain:
        found.append(MIMEText(plain.replace("\r\n", "\n"), "plain", "utf-8"))
    if html and html.strip():
        part = MIMEApplication(html)
        part.set_type("text/html")
        if charset:
            part.set_param("charset", charset)
        found.append(part)
    return found


def _attached(properties: _Properties, path: list[str], depth: int) -> Message | None:
    """An attached file; None where it is none of its own (a link, or in a form of Outlook's)."""
    name = properties.text(*FILE_NAMES)
    data = properties.data(FILE_DATA)
    if data is None:
        inner = [*path, f"__substg1.0_{FILE_DATA}000D"]
        embedded = properties.within(inner, INNER_HEADER)
        message = _message(embedded, depth + 1) if depth < MAX_DEPTH else None
        return MIMEMessage(message) if message is not None else None
    part = MIMEApplication(data)
    kind = properties.text(FILE_TYPE)
    if kind and re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind):
        part.set_type(kind)
    part.add_header("Content-Disposition", "attachment", filename=name or "file")
    return part


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _message(properties: _Properties, depth: int) -> Message | None:
    """The mail; None where the storage holds none."""
    texts = _texts(properties)
    files = [
        part
        for place in properties.attachments()
        if (part := _attached(properties.within(place, 8), place, depth)) is not None
    ]
    subject = properties.text(SUBJECT)
    if not (texts or files or subject):
        return None
    # Boundaries of our own: Python's are random, and stand in what is kept of a rejected mail.
    # Texts and files are packed as base64, so that none of their lines is one.
    message = MIMEMultipart("mixed", boundary=f"=_mixed_{depth}", policy=policy.compat32)
    given = HeaderParser(policy=policy.compat32).parsestr(properties.text(HEADERS) or "")
    for header, value in given.raw_items():
        # A header's encoded words are what Outlook has made of a subject.
        if not OF_THE_BODY.match(header) and not (subject and header.lower() == "subject"):
            message[header] = _one_line(str(value))
    name = properties.text(*SENDER_NAMES) or ""
    address = properties.text(*SENDER_ADDRESSES) or ""
    quoted = name.replace("\\", "").replace('"', "")
    sent = properties.moment(*SENT_AT)
    own = {
        "Subject": subject,
        "From": f'"{quoted}" <{address}>' if name != address else address,
        "To": properties.text(TO),
        "Date": format_datetime(sent) if sent else None,
        "Message-ID": properties.text(MESSAGE_ID),
    }
    for header, words in own.items():
        if words and header not in message:
            # As bytes beyond ASCII, which every reader of mails takes for UTF-8.
            message[header] = _one_line(words).encode().decode("ascii", "surrogateescape")
    body = MIMEMultipart("alternative", boundary=f"=_alternative_{depth}")
    for part in texts:
        body.attach(part)
    for part in ([body] if texts else []) + files:
        message.attach(part)
    return message


def members(source: Source) -> Iterator[Member | Outcome]:
    """The article, then the files.

    Raises:
        ReaderError: `too_large`, or `damaged`, where it is no compound file or holds no mail.
    """
    import olefile

    data = read_whole(source, "mail")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            message = _message(_Properties(file, [], ROOT_HEADER), 0)
            packed = message.as_bytes() if message is not None else None
    except ReaderError:
        raise
    except (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error) as error:
        raise ReaderError(
            "damaged",
            f"the mail's compound file cannot be read ({type(error).__name__}: {error}); save it "
            "again from Outlook",
        ) from None
    if packed is None:
        raise ReaderError(
            "damaged", "the compound file holds no mail; save it again from Outlook, as Unicode"
        )
    for one in mail.outcomes(packed):
        if isinstance(one, RawDocument | Rejected):
            one.byte_start = one.byte_end = None  # They are those of the mail put together here.
        yield one


CONTAINER = Container(
    name="msg",
    version="1",
    title="Outlook mail (.msg)",
    recognised_by="a compound file (OLE) that holds a message's properties",
    library="olefile; compressed-rtf",
    single=False,
    detect=detect,
    members=members,
)
