"""Pages as Safari saves them (.webarchive): a property list that holds the page and its parts.

Only the page itself is read; its keys are those of WebKit's WebArchive and WebResource.
"""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from xml.parsers.expat import ExpatError

from etl.readers.base import Confidence, Outcome, Reader, ReaderError, Skipped, Source
from etl.readers.formats import html
from etl.readers.saved_pages import outcome_of
from etl.readers.xml import read_whole

MAGIC = b"bplist0"
MAIN = b"WebMainResource"
PAGES = {"text/html", "application/xhtml+xml"}


def detect(head: bytes, name: str) -> Confidence:
    """A property list that names its main resource; by the name where that is further on."""
    is_list = head.startswith(MAGIC) or (head.lstrip().startswith(b"<?xml") and b"<plist" in head)
    return 4 if is_list and (MAIN in head or name.lower().endswith(".webarchive")) else 0


def read(source: Source) -> Iterator[Outcome]:
    """The page's outcome.

    Raises:
        ReaderError: `too_large`, or `damaged`, where it is no property list or holds no page.
    """
    data = read_whole(source, "web archive")
    try:
        content = plistlib.loads(data)
    except (
        ValueError,
        ExpatError,
        OverflowError,
        TypeError,
        LookupError,
        AttributeError,  # of a date that is none
    ) as error:
        raise ReaderError(
            "damaged", f"no property list can be read ({error}); save the page again from Safari"
        ) from None
    main = content.get(MAIN.decode()) if isinstance(content, dict) else None
    page = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(main, dict) or not isinstance(page, bytes):
        raise ReaderError(
            "damaged",
            "the property list holds no page: expected WebResourceData in WebMainResource; save "
            "the page again from Safari",
        )
    kind = main.get("WebResourceMIMEType")
    if isinstance(kind, str) and kind.lower() not in PAGES:
        yield Skipped(position=0, reason="no html")
        return
    charset, address = main.get("WebResourceTextEncodingName"), main.get("WebResourceURL")
    yield outcome_of(
        page,
        charset if isinstance(charset, str) else None,
        address if isinstance(address, str) else None,
        0,
    )


READER = Reader(
    name="webarchive",
    version="1",
    title="Safari web archive (.webarchive)",
    recognised_by="a property list with `WebMainResource`",
    yields=html.READER.yields,
    library="Python's plistlib; pages as HTML",
    detect=detect,
    read=read,
    proven=False,
)
