"""One mail: the article in it, and the files attached to it.

Belongs here: headers, parts and their charsets, for the containers of mails (`containers.eml`,
`containers.mbox`) and for pages that browsers save as mails (MHTML). Does not belong here: where
one mail of a file ends and the next begins (`containers.mbox`).

A newsletter (it has `List-Id` or `List-Unsubscribe`) is published by its sender, whose name is the
outlet; any other mail is written by its sender, whose name is the author. Of alternative parts the
plain text is taken, unless it says much less than the HTML.
"""

from __future__ import annotations

import base64
import contextlib
import io
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import (
    CloseBoundaryNotFoundDefect,
    HeaderParseError,
    MissingHeaderBodySeparatorDefect,
)
from email.header import decode_header
from email.message import Message
from functools import partial
from typing import Any, cast

from etl.readers.base import (
    Block,
    Member,
    Outcome,
    RawDocument,
    ReaderError,
    Rejected,
    Skipped,
    Sourced,
    SourcedList,
)
from etl.readers.html_blocks import tree_blocks
from etl.readers.plain import blocks as plain_blocks
from etl.readers.saved_pages import outcome_of
from etl.readers.text_decoding import clean, codecs_name, decode

HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):(?:[ \t]|\r?\n[ \t]|\r?\n|\S)")
STRONG = {
    b"received",
    b"message-id",
    b"mime-version",
    b"return-path",
    b"delivered-to",
    b"content-transfer-encoding",
    b"x-mailer",
    b"list-id",
}
"""Headers that no text has at its top but a mail."""
USUAL = {b"from", b"to", b"subject", b"date", b"cc", b"reply-to", b"sender", b"content-type"}
TRACE = re.compile(
    r"received|return-path|delivered-to|dkim|arc-|authentication|x-|content-|mime-version|"
    r"domainkey|thread-|feedback-id|errors-to|envelope-|precedence|user-agent|auto-submitted|"
    r"status$|lines$|autocrypt|importance|priority",
    re.IGNORECASE,
)
"""Headers about the way of a mail, not about its content."""
TAKEN = {"from", "subject", "date", "message-id", "content-language", "keywords", "archived-at"}
ADDRESS = re.compile(
    r"""\s*(?:(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<name>[^<,"]*?))\s*<(?P<address>[^>]*)>?"""
    r"""|(?P<bare>[^\s<>(),]+)(?:\s*\((?P<comment>[^)]*)\))?)"""
)
"""The first of a header's addresses (RFC 5322, 3.4, and what mailers make of it)."""
ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[BbQq]\?[^?]*\?=")
BOUNDARY = re.compile(r"^--(\S[^\r\n\"]{0,200}?)\s*$", re.MULTILINE)
NOT_READ = {
    "image": "picture",
    "audio": "sound",
    "video": "video",
    "font": "font",
    "text/calendar": "calendar",
    "text/vcard": "card",
    "text/x-vcard": "card",
    "text/css": "style",
    "text/javascript": "script",
    "application/javascript": "script",
    "application/x-javascript": "script",
    "application/pgp-signature": "signature",
    "application/pkcs7-signature": "signature",
    "application/x-pkcs7-signature": "signature",
    "application/ms-tnef": "Outlook's own",
    "message/delivery-status": "delivery report",
    "text/rfc822-headers": "delivery report",
    "message/disposition-notification": "delivery report",
}
"""Media types of parts that hold no text of an article, and what they are."""
PLAIN_SHARE = 0.4
"""A plain text with less of the HTML's letters than this is only a pointer to it."""
LINK = re.compile(r"(?:https?://|www\.|mailto:)\S+")
LINK_TARGET = re.compile(r"\s*[<(\[]\s*(?:https?://|mailto:)[^\s<>()\[\]]+\s*[>)\]]")
"""What converters write after the words of a link: its target, in brackets. Left out, as are
paragraphs of nothing but links and rules."""
PICTURE = re.compile(r"\[(?:cid|image):[^\]\n]*\]")
"""What mailers write into a plain text where the HTML has a picture."""
HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
LAYOUT = {"table", "tbody", "thead", "tfoot", "tr", "td", "th", "center"}


def header_names(head: bytes) -> list[bytes] | None:
    """The names of the headers that some bytes begin with, in lower case; None where none do."""
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    names = []
    for line in re.split(rb"\r?\n(?![ \t])", block):
        if line.startswith((b"From ", b">From ")):
            continue
        found = HEADER.match(line + b"\n")
        if found is None:
            return None
        names.append(found.group(1).lower())
    return names


def looks_like_mail(head: bytes) -> bool:
    """Whether bytes begin with the headers of a mail."""
    names = header_names(head[:32_768])
    if names is None:
        return False
    return bool(STRONG.intersection(names)) and len(USUAL.intersection(names)) >= 2


def header(message: Message, name: str) -> str | None:
    """A header as text, its encoded words decoded (RFC 2047); None where it holds nothing."""
    value = _raw(message, name)
    return header_text(value) if value is not None else None


def _raw(message: Message, name: str) -> str | None:
    """A header as it stands, bytes beyond ASCII as surrogates."""
    wanted = name.lower()
    return next((str(value) for key, value in message.raw_items() if key.lower() == wanted), None)


def _decoded_word(data: bytes | str, charset: str | None) -> str:
    if isinstance(data, str):
        return data
    if charset in (None, "unknown-8bit"):
        return decode(data)
    return decode(data, charset) if codecs_name(charset or "") else decode(data)


def header_text(value: Any) -> str | None:
    """A header's value as text on one line."""
    raw = str(value)
    if ENCODED_WORD.search(raw):
        # Mailers fold within what is one encoded text.
        joined = re.sub(r"\?=\s+=\?", "?==?", raw)
        with contextlib.suppress(HeaderParseError, ValueError, LookupError, ReaderError):
            raw = "".join(_decoded_word(data, charset) for data, charset in decode_header(joined))
    return " ".join(clean(raw).split()) or None


def _payload(part: Message) -> bytes:
    """A part's bytes, its transfer encoding undone as far as it goes."""
    if (_raw(part, "Content-Transfer-Encoding") or "").strip().lower() == "base64":
        packed = re.sub(r"[^A-Za-z0-9+/]", "", str(part.get_payload()))
        packed = packed[: len(packed) - (len(packed) % 4 == 1)]
        return base64.b64decode(packed + "=" * (-len(packed) % 4))
    data = part.get_payload(decode=True)
    if isinstance(data, bytes):
        return data
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _charset(part: Message) -> str | None:
    charset = part.get_param("charset")
    if isinstance(charset, tuple):
        charset = charset[2]
    return str(charset).strip("\"' ") if charset else None


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Text with the soft breaks of format=flowed joined (RFC 3676, 4)."""
    lines: list[str] = []
    joining = False
    for line in text.split("\n"):
        unstuffed = line.removeprefix(" ")
        soft = unstuffed.endswith(" ") and unstuffed != "-- "
        piece = unstuffed[:-1] if soft and delete_space else unstuffed
        if joining:
            lines[-1] += piece
        else:
            lines.append(piece)
        joining = soft
    return "\n".join(lines)


def _plain(part: Message) -> list[Block]:
    text = decode(_payload(part), _charset(part))
    flowed = part.get_param("format")
    if isinstance(flowed, str) and flowed.lower() == "flowed":
        deleted = part.get_param("delsp")
        delete_space = isinstance(deleted, str) and deleted.lower() == "yes"
        text = _unflowed(text, delete_space=delete_space)
    # A signature is not the letter's text (RFC 3676, 4.3).
    text = re.split(r"^-- $", text, maxsplit=1, flags=re.MULTILINE)[0] or text
    blocks = plain_blocks(PICTURE.sub("", LINK_TARGET.sub("", text)))
    return [block for block in blocks if re.search(r"\w", LINK.sub("", block.text))]


def _html(part: Message) -> list[Block]:
    """The blocks of HTML as mails have it: tables are layout, and some of it is hidden."""
    from etl.readers.formats import html

    data = _payload(part)
    if not data.strip():
        return []
    tree = html.parse(data, _charset(part))
    body = tree.find("body")
    for element in list(tree.iter()):
        if isinstance(element.tag, str):
            if HIDDEN.search(element.get("style") or ""):
                element.drop_tree()
            elif element.tag in LAYOUT:
                element.tag = "div"
    return tree_blocks(body if body is not None else tree)


def _size(blocks: list[Block]) -> int:
    return sum(len(re.sub(r"\W", "", LINK.sub("", block.text))) for block in blocks)


def _text_blocks(part: Message) -> list[Block]:
    try:
        return _html(part) if part.get_content_type() == "text/html" else _plain(part)
    except ReaderError:
        return []  # no text at all, whatever its type says


def _file_name(part: Message) -> str | None:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    return header_text(name) if name else None


def _is_attached(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition") or "").strip().lower()
    return disposition.startswith("attachment") or (
        _file_name(part) is not None and part.get_content_maintype() != "text"
    )


def _repaired(part: Message) -> Message | None:
    """Parts whose boundary is not the one that their header states, by the first that is there.

    Where there is none, what is there is plain text; None where nothing is there.
    """
    payload = part.get_payload()
    if not isinstance(payload, str) or not payload.strip():
        return None
    found = BOUNDARY.search(payload)
    kind = "text/plain"
    if found is not None:
        kind = f'{part.get_content_type()}; boundary="{found.group(1)}"'
    text = f"Content-Type: {kind}\n\n{payload}"
    repaired = message_from_bytes(text.encode("utf-8", "surrogateescape"), policy=policy.compat32)
    return repaired if found is None or repaired.is_multipart() else None


def _with_readable_headers(message: Message) -> Message:
    """A mail whose headers hold no bytes beyond ASCII that are not encoded.

    Old mailers wrote them so; file names are in the headers of parts.
    """
    for part in message.walk():
        for name, value in list(part.raw_items()):
            raw = str(value)
            if any("\udc80" <= character <= "\udcff" for character in raw):
                data = raw.encode("utf-8", "surrogateescape")
                with contextlib.suppress(ReaderError):
                    part.replace_header(name, decode(data))
    return message


def _leaves(part: Message) -> Iterator[Message]:
    """The parts of a mail that hold something, of alternatives the best."""
    if part.get_content_type() == "message/rfc822":
        yield part
        return
    if part.get_content_maintype() == "multipart" and not part.is_multipart():
        repaired = _repaired(part)
        if repaired is not None:
            yield from _leaves(repaired)
        return
    if not part.is_multipart():
        yield part
        return
    payload = part.get_payload()
    parts = [one for one in payload if isinstance(one, Message)]
    if part.get_content_type() == "multipart/alternative":
        yield from _best(parts)
        return
    for one in parts:
        yield from _leaves(one)


def _best(parts: list[Message]) -> Iterator[Message]:
    """Of alternatives the plain text, unless the HTML says much more; files with either."""
    leaves = [leaf for one in parts for leaf in _leaves(one)]
    texts = [leaf for leaf in leaves if _is_text(leaf)]
    plain = [leaf for leaf in texts if leaf.get_content_type() != "text/html"]
    rich = [leaf for leaf in texts if leaf.get_content_type() == "text/html"]
    said = sum(_size(_text_blocks(leaf)) for leaf in plain)
    more = sum(_size(_text_blocks(leaf)) for leaf in rich)
    chosen = plain if said and said >= PLAIN_SHARE * more else rich or plain
    yield from chosen
    yield from (leaf for leaf in leaves if not _is_text(leaf))


def _is_text(part: Message) -> bool:
    return part.get_content_type() in {
        "text/plain",
        "text/html",
        "text/enriched",
        "text/markdown",
    } and not _is_attached(part)


def _rest(message: Message) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in message.raw_items():
        if name.lower() in TAKEN or TRACE.match(name):
            continue
        words = header_text(value)
        if words:
            known = found.get(name)
            if known is None:
                found[name] = words
            else:
                found[name] = [*known, words] if isinstance(known, list) else [known, words]
    return found


def _sender(message: Message) -> tuple[str | None, str | None]:
    """The name and the address of who wrote a mail."""
    for name in ("From", "Sender", "Resent-From"):
        # Names may hold commas and brackets once they are decoded: addresses are parted before.
        found = ADDRESS.match(_raw(message, name) or "")
        if found is None:
            continue
        display = found["quoted"] or found["name"] or found["comment"]
        name_shown = header_text(display.replace("\\", "")) if display else None
        return name_shown, header_text(found["address"] or found["bare"])
    return None, None


def _is_newsletter(message: Message) -> bool:
    return any(_raw(message, name) for name in ("List-Id", "List-Unsubscribe", "List-Post"))


def _fill(document: RawDocument, message: Message) -> None:
    subject = header(message, "Subject")
    if subject:
        document.title = Sourced(subject, "Subject")
    name, address = _sender(message)
    organization = header(message, "Organization")
    if organization:
        document.outlet = Sourced(organization, "Organization")
    if _is_newsletter(message):
        listed = (header(message, "List-Id") or "").partition("<")[0].strip(" \"'")
        domain = address.rpartition("@")[2] if address else None
        document.outlet = document.outlet or next(
            (
                Sourced(value, source)
                for value, source in ((name, "From"), (listed, "List-Id"), (domain, "From"))
                if value
            ),
            None,
        )
    elif name and "@" not in name:
        document.authors = SourcedList((name,), "From")
    document.published = tuple(
        Sourced(value, source)
        for source in ("Date", "Resent-Date")
        if (value := header(message, source))
    )
    received = header(message, "Received")
    if received and ";" in received:
        document.published += (Sourced(received.rpartition(";")[2].strip(), "Received"),)
    language = header(message, "Content-Language")
    if language:
        document.language = Sourced(language.split(",")[0].strip(), "Content-Language")
    identifier = header(message, "Message-ID")
    document.external_id = identifier.strip("<> ") if identifier else None
    archived = header(message, "Archived-At")  # RFC 5064
    document.url = archived.strip("<> ") if archived else None
    keywords = header(message, "Keywords")
    document.tags = tuple(word.strip() for word in (keywords or "").split(",") if word.strip())
    document.extra = _rest(message)
    if address:
        document.extra["From"] = address


def _saved_page(message: Message) -> tuple[Message, str | None] | None:
    """The page that a browser has saved as a mail (MHTML, RFC 2557), and its address."""
    location = _raw(message, "Snapshot-Content-Location")
    by_browser = "saved by" in (_raw(message, "From") or "").lower()
    if message.get_content_type() != "multipart/related" or not (location or by_browser):
        return None
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            address = location or _raw(part, "Content-Location")
            return part, header_text(address) if address else None
    return None


def _breaks_off(message: Message) -> bool:
    """Whether a mail of parts has no end."""
    return any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects)


def _has_no_body(part: Message) -> bool:
    defects = part.defects
    return any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in defects)


def _attachment(part: Message, number: int, position: int) -> Member | Skipped:
    kind = part.get_content_type()
    reason = NOT_READ.get(kind) or NOT_READ.get(part.get_content_maintype())
    if reason is not None:
        return Skipped(position=position, reason=reason)
    name = _file_name(part)
    if kind == "message/rfc822":
        inner = part.get_payload()
        message = inner[0] if isinstance(inner, list) and isinstance(inner[0], Message) else part
        data = message.as_bytes(policy=policy.compat32.clone(max_line_length=None))
        name = name or f"{number}.eml"
    else:
        data = _payload(part)
        name = name or f"{number}.{kind.rpartition('/')[2]}"
    # Names are shown in paths of members: what has a meaning there is taken out.
    safe = re.sub(r"[/\\!\x00-\x1f]+", "_", name).strip(". ") or str(number)
    return Member(safe, partial(cast("Any", io.BytesIO), data))


def outcomes(data: bytes, position: int = 0) -> Iterator[Member | Outcome]:
    """The article of a mail, then its attachments; a reject at the end where it breaks off.

    Args:
        data: the mail.
        position: of the mail in its file; what follows has the positions after it, as long as
            they are within the mail.
    """
    message = _with_readable_headers(message_from_bytes(data, policy=policy.compat32))
    page = _saved_page(message)
    if page is not None:
        part, address = page
        yield outcome_of(_payload(part), _charset(part), address, position)
        return
    document = RawDocument(position=position, blocks=[])
    _fill(document, message)
    document.byte_start, document.byte_end = position, position + len(data)
    others: list[Message] = []
    parts = list(_leaves(message))
    broken = _breaks_off(message)
    if (
        broken
        and parts
        and any(isinstance(one, MissingHeaderBodySeparatorDefect) for one in parts[-1].defects)
    ):
        parts.pop()  # cut within its headers
    for part in parts:
        if _is_text(part):
            document.blocks += _text_blocks(part)
        else:
            others.append(part)
    attached = [_attachment(part, number, position) for number, part in enumerate(others, 1)]
    names = [one.name for one in attached if isinstance(one, Member)]
    if names:
        document.extra["attachments"] = names
    if any(character.isalnum() for block in document.blocks for character in block.text):
        yield document
    elif attached:
        yield Skipped(position=position, reason="attachments only")
    else:
        yield Rejected(
            position=position,
            code="no_text",
            message="the mail has no part with a text in it; if it holds pictures alone, exclude "
            "it in _newshouse.toml",
            byte_start=position,
            byte_end=position + len(data),
            content=data[:65_536],
        )
    last = position
    for one in _unique(attached):
        if isinstance(one, Skipped):
            last = one.position = min(last + 1, position + len(data) - 1)
        yield one
    if broken:
        yield Rejected(
            position=max(last + 1, position + len(data) - 1),
            code="truncated",
            message="the mail breaks off before the boundary that ends its parts; what came before "
            "was read: fetch it again",
        )


def _unique(attached: list[Member | Skipped]) -> Iterator[Member | Skipped]:
    """Attachments whose names all differ."""
    seen: dict[str, int] = {}
    for one in attached:
        if isinstance(one, Member):
            seen[one.name] = seen.get(one.name, 0) + 1
            if seen[one.name] > 1:
                yield Member(f"{seen[one.name]}-{one.name}", one.open)
                continue
        yield one
