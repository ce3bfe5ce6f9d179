"""Who published an article.

Belongs here: the order in which the document, its folder, its path and its address are believed.
Does not belong here: the canonical form of addresses (`identity`).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from etl.normalize.context import DocumentContext
from etl.normalize.text import clean
from etl.readers.base import Sourced


def domain(url: str | None) -> str | None:
    """The host of an address in lower case, without `www.` and port; None where there is none."""
    if not url:
        return None
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:  # a broken bracketed host
        return None
    return host.removeprefix("www.") or None if host else None


def find_outlet(
    named: Sourced | None, context: DocumentContext, url: str | None
) -> tuple[str | None, str | None]:
    """The outlet, and where it was taken from.

    What the document says itself comes first, then the folder's default, the path pattern and the
    domain of the address.
    """
    path_value = dict(context.path_values).get("outlet")
    for value, source in (
        (named.value if named else None, named.source if named else ""),
        (context.defaults.outlet, "folder"),
        (path_value, "path"),
        (domain(url), "url"),
    ):
        if value and (cleaned := clean(value)):
            return cleaned, source
    return None, None
