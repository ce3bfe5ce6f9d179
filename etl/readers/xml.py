"""XML, read safely: what every reader of an XML format uses in place of its library.

Belongs here: hardened parsing of whole documents and of streams of any size, and small helpers that
look at elements without regard to namespaces. Does not belong here: any one format.

Nothing outside the document is ever read: no external entity, no DTD, no network. Entities that the
document declares itself are resolved, up to the amplification that libxml2 allows (five times the
input beyond a megabyte); more is a bomb. What real files get wrong and XML forbids is mended before
parsing: entities of HTML that are not declared (`&nbsp;`) become their characters, names that
nobody declares stay as they are written, control characters go, and bytes that are not of the
encoding become U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from html.entities import html5
from typing import Any, BinaryIO

from etl.readers.base import MAX_DOCUMENT_BYTES, ReaderError, Source
from etl.readers.text_decoding import BYTE_ORDER_MARKS, CONTROLS, SUPERSETS, codecs_name, decode
from etl.readers.unknown import xml_root

CHUNK = 256 * 1024
PROLOGUE_BYTES = 65_536
"""A document type declaration with entities of its own stands within these."""
DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*?\?>")
DECLARED_ENCODING = re.compile(rb"""^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)""")
ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9._-]*);|&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")
ENTITY_DECLARATION = re.compile(r"<!ENTITY\s+([^\s%\"'>]+)\s")
REFERENCE_TAIL = re.compile(r"&[A-Za-z0-9#._-]{0,64}\Z")
CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
BARE_AMPERSAND = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9._-]*|#[0-9]+|#x[0-9A-Fa-f]+);)")
BUILT_IN = {"amp", "lt", "gt", "quot", "apos"}
BOMB = re.compile(r"amplification|entity reference loop|excessive depth in entity", re.IGNORECASE)
NO_ENCODINGS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
"""What Python can decode, too, and no document is written in."""
SPACE = re.compile(r"\s+")


def _parser_options(*, recover: bool) -> dict[str, Any]:
    return {
        "encoding": "utf-8",
        "resolve_entities": "internal",
        "no_network": True,
        "load_dtd": False,
        "dtd_validation": False,
        "huge_tree": False,
        "remove_comments": True,
        "remove_pis": True,
        "recover": recover,
    }


def _replacement(declared: set[str]) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        name, hexadecimal, decimal = match.groups()
        if name is None:
            number = int(hexadecimal, 16) if hexadecimal else int(decimal)
            # https://www.w3.org/TR/xml/#NT-Char
            if number in (0x9, 0xA, 0xD) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE:
                return match.group()
            return match.group() if 0x10000 <= number < 0x110000 else "\ufffd"
        if name in BUILT_IN or name in declared:
            return match.group()
        characters = html5.get(name + ";")
        return f"&amp;{name};" if characters is None else characters

    return replace


def _declared_entities(head: str) -> set[str]:
    return set(ENTITY_DECLARATION.findall(head[:PROLOGUE_BYTES]))


def mend(text: str) -> str:
    """Markup with HTML's entities as characters, and nothing in it that XML forbids a character.

    Entities stay where the text declares them itself.
    """
    if "&" in text:
        text = ENTITY.sub(_replacement(_declared_entities(text)), text)
    return CONTROLS.sub("", text)


def mend_ampersands(text: str) -> str:
    """Markup with every `&` that begins no reference written as one, CDATA sections left alone."""
    pieces = CDATA.split(text)
    pieces[::2] = [BARE_AMPERSAND.sub("&amp;", piece) for piece in pieces[::2]]
    return "".join(pieces)


def is_whole(text: str) -> bool:
    """Whether a document, well-formed or not, reaches the end of its root element."""
    root = xml_root(text[:PROLOGUE_BYTES].encode("utf-8", "replace"))
    if root is None:
        return False
    name = re.escape(root)
    return re.search(rf"</{name}\s*>|<{name}\b[^>]*/>", text[-4096:]) is not None


def _error(message: str, *, whole: bool, read_before: bool = False) -> ReaderError:
    """What the parser says, in the terms of rejects.

    Args:
        message: the parser's.
        whole: whether the document is all there.
        read_before: whether what came before the error has been read.
    """
    message = message.partition(" (<string>")[0]
    if BOMB.search(message):
        return ReaderError(
            "bomb",
            f"the document's entities expand to many times its size, or without end ({message}); "
            "no news does this: do not trust where it comes from",
        )
    if not whole:
        return ReaderError(
            "truncated",
            f"the XML breaks off before its end ({message}); "
            f"{'what came before was read: ' if read_before else ''}fetch the file again",
        )
    return ReaderError(
        "invalid_xml",
        f"is no well-formed XML ({message}); fetch the file again or ask its sender for a whole "
        "one",
    )


def to_text(data: bytes, declared: str | None = None) -> str:
    """A whole document as text without its XML declaration, mended.

    Args:
        data: in any encoding that `text_decoding` reads; what the document declares is believed
            where it fits.
        declared: the encoding that a container states, which goes before the document's own.

    Raises:
        ReaderError: `binary`.
    """
    found = DECLARED_ENCODING.match(data.removeprefix(codecs.BOM_UTF8))
    named = declared or (found.group(1).decode("ascii") if found else None)
    return mend(DECLARATION.sub("", decode(data, named)).lstrip())


def parse(data: bytes | str, *, declared: str | None = None, recover: bool = False) -> Any:
    """The root element of a whole document.

    Args:
        data: the document; a text is taken as `to_text` gives it.
        declared: as for `to_text`.
        recover: mend what is not well-formed, as far as that goes. A document that breaks off is
            then no error: ask `is_whole`.

    Raises:
        ReaderError: `invalid_xml`, `truncated`, `bomb`, or `binary`.
    """
    from lxml import etree

    text = to_text(data, declared) if isinstance(data, bytes) else data
    parser = etree.XMLParser(**_parser_options(recover=recover))
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise _error(str(error), whole=is_whole(text)) from None
    for entry in parser.error_log:
        if BOMB.search(entry.message):
            raise _error(entry.message, whole=True)
    if root is None:
        raise ReaderError("invalid_xml", "holds no XML element; fetch the file again")
    return root


def read_whole(source: Source, what: str = "document") -> bytes:
    """The bytes of a member that is one document.

    Args:
        source: the member.
        what: the word for it in messages.

    Raises:
        ReaderError: `too_large`, beyond MAX_DOCUMENT_BYTES.
    """
    with source.open() as stream:
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ReaderError(
            "too_large",
            f"a {what} of more than {MAX_DOCUMENT_BYTES:,} bytes is no article; split the file",
        )
    return data


def _text_encoding(name: str) -> str | None:
    """Python's name of an encoding of texts; None for what is none (`uu`, `idna`)."""
    found = codecs_name(name)
    if found is None or found in NO_ENCODINGS:
        return None
    try:
        b"xx".decode(found, "replace")
    except LookupError:
        return None
    return found


def _stream_encoding(head: bytes) -> str:
    """The encoding of a stream, by its mark, its first bytes, and its own declaration."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    if b"\x00" in head[:4]:
        return "utf-16-be" if head.startswith(b"\x00") else "utf-16-le"
    found = DECLARED_ENCODING.match(head)
    declared = _text_encoding(found.group(1).decode("ascii")) if found else "utf-8"
    declared = SUPERSETS.get(declared or "utf-8", declared or "utf-8")
    # The head's last character may be cut off.
    sample = head[: head.rfind(b">") + 1] or head
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError:
        # Said to be UTF-8, and is not: western bytes are by far the likeliest.
        return "cp1252" if declared in {"utf-8", "ascii"} else declared
    # UTF-8 does not fit by chance; what is ASCII so far may be anything further on.
    return declared if sample.isascii() else "utf-8"


def _mended(stream: BinaryIO) -> Iterator[bytes]:
    """A document's bytes as UTF-8, mended as `mend` does, in pieces; at last an empty one."""
    chunk = stream.read(PROLOGUE_BYTES)
    decoder = codecs.getincrementaldecoder(_stream_encoding(chunk))("replace")
    head = decoder.decode(chunk)
    replace = _replacement(_declared_entities(head))
    text = head.removeprefix("\ufeff")
    while chunk:
        rest = ""
        if tail := REFERENCE_TAIL.search(text):
            text, rest = text[: tail.start()], text[tail.start() :]
        if "&" in text:
            text = ENTITY.sub(replace, text)
        if text:
            yield CONTROLS.sub("", text).encode("utf-8", "replace")
        chunk = stream.read(CHUNK)
        text = rest + decoder.decode(chunk, final=not chunk)
    if text:
        yield CONTROLS.sub("", text).encode("utf-8", "replace")
    yield b""


def iterate(stream: BinaryIO, tags: frozenset[str] | set[str]) -> Iterator[Any]:
    """The elements of a stream that have one of these names, each as it ends.

    An element is emptied, and what stood before it is dropped, when the next is asked for: take
    what is wanted from it at once. Where one wanted element holds another, the outer one comes
    without the inner one's content.

    Args:
        stream: bytes of a document of any size; not closed.
        tags: local names, in whatever namespace, or `{namespace}name`.

    Raises:
        ReaderError: `invalid_xml`, `truncated`, `bomb`, or `too_large`, where more than
            MAX_DOCUMENT_BYTES go by without one of the elements.
    """
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("end",),
        tag=[tag if tag.startswith("{") else f"{{*}}{tag}" for tag in sorted(tags)],
        **_parser_options(recover=False),
    )
    since = 0
    failure: ReaderError | None = None
    for data in _mended(stream):
        try:
            if data:
                parser.feed(data)
            else:
                parser.close()
        except etree.XMLSyntaxError as error:
            failure = _error(str(error), whole=bool(data), read_before=True)
        since += len(data)
        for _, element in parser.read_events():
            since = 0
            yield element
            element.clear(keep_tail=False)
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
        if failure is not None:
            raise failure
        if since > MAX_DOCUMENT_BYTES:
            raise ReaderError(
                "too_large",
                f"more than {MAX_DOCUMENT_BYTES:,} bytes go by without one of the elements "
                f"{', '.join(sorted(tags))}; this is no file of documents",
            )


def local(element: Any) -> str:
    """An element's name without its namespace, or a prefix that was never declared.

    Empty for what is no element.
    """
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def namespace(element: Any) -> str:
    """An element's namespace; empty where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def children(element: Any, *names: str) -> list[Any]:
    """The children that have one of these local names, or all, in their order."""
    return [
        child
        for child in element
        if isinstance(child.tag, str) and (not names or local(child) in names)
    ]


def child(element: Any, *path: str) -> Any | None:
    """The first element along a path of local names; None where there is none."""
    for name in path:
        element = next(iter(children(element, name)), None)
        if element is None:
            return None
    return element


def descendants(element: Any, *names: str) -> Iterator[Any]:
    """Every element below that has one of these local names, in document order."""
    return element.iter(*(f"{{*}}{name}" for name in names))  # type: ignore[no-any-return]


def text(element: Any | None) -> str | None:
    """All text in an element on one line; None where there is none."""
    if element is None:
        return None
    return SPACE.sub(" ", "".join(element.itertext())).strip() or None


def attribute(element: Any | None, name: str) -> str | None:
    """An attribute by its local name, whatever its namespace; None where it holds nothing."""
    if element is None:
        return None
    value = element.get(name)
    if value is None:
        for key, found in element.attrib.items():
            if key.rpartition("}")[2] == name:
                value = found
                break
    return value.strip() or None if value else None


def as_json(element: Any) -> object:
    """An element as JSON-compatible data, for `extra`.

    An element with text alone is that text; else an object of its attributes (`@name`), its
    children by local name (a list where there are several of a name), and its text (`#text`).
    """
    result: dict[str, object] = {
        f"@{name.rpartition('}')[2]}": value for name, value in element.attrib.items()
    }
    for item in children(element):
        add(result, local(item), as_json(item))
    if not len(element):
        words = text(element)
        if not result:
            return words
        if words:
            result["#text"] = words
    else:
        parts = [element.text, *(item.tail for item in element)]
        words = SPACE.sub(" ", " ".join(part for part in parts if part)).strip()
        if words:
            result["#text"] = words
    return result


def add(values: dict[str, object], name: str, value: object) -> None:
    """Put a value under a name; what already stands there becomes a list with it."""
    if value is None or value in ("", {}, []):
        return
    present = values.get(name)
    if present is None:
        values[name] = value
    elif isinstance(present, list):
        present.append(value)
    else:
        values[name] = [present, value]
