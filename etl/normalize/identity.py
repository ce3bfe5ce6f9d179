"""The ids of an article, and the canonical form of its address.

Belongs here: what makes two documents the same article, the same wording, exact copies. Does not
belong here: near copies (`resolve`).

No id contains a path. The article's id is made of the outlet and, in this order, its address, the
id that the source gave it, or its title and body. For identity an address counts without scheme,
`www.` and closing slash; the address of a site's front page names no article. Without address and
id, one wire story in two outlets is two articles: their content hashes, which leave the outlet out,
show that they are copies.
"""

from __future__ import annotations

import re
import uuid
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from courlan import normalize_url

from etl.contracts.base import make_id
from etl.normalize.text import comparable

# Query parameters that say how a reader came, not what is shown. Names that some archives use for
# the article itself (cid, eid, uid), which courlan's own list has, are not among them: an address
# with one parameter too many is a lesser evil than two articles taken for one.
_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|at_(?:medium|campaign|custom\d|link\w*|format|bbc\w*|ptr\w*)|"
    r"(?:fb|g|d|ms|y|tw|tt)clid|gclsrc|gbraid|wbraid|msclkid|igshid|igsh|fb_\w+|fbc_id|"
    r"mc_[ce]id|mkt_tok|_ga|_gl|__twitter_impression|_hs\w+|hsctatracking|vero_\w+|oly_\w+|"
    r"ns_(?:mchannel|source|campaign|linkname|fee)|cmp|cmpid|ocid|ito|smid|smtyp|xtor|"
    r"wt[._](?:mc|nav|zmc)[\w.]*|wtmc|ref_?src|referr?er|guccounter|guce_\w+|soc_src|soc_trk|tsrc|"
    r"partner|sharetype|share|feature|spm|trk|trkcampaign|traffic_source|icid|ncid|nr_email_referer|"
    r"ftag|taid|sref|srnd|cvid|intcmp|int_\w+|itm_\w+|outputtype)",
    re.IGNORECASE,
)
_SCHEMES = ("http://", "https://")


class Ids(NamedTuple):
    """The ids of one document's row."""

    document: uuid.UUID
    article: uuid.UUID
    revision: uuid.UUID
    content: uuid.UUID


def canonical_form(url: str | None, base: str | None = None) -> str | None:
    """The address in canonical form, or None where it is no address of a web page.

    Scheme and host in lower case, default port, fragment and tracking parameters gone, the other
    parameters sorted; the case of the path is kept.

    Args:
        url: as the document gives it; may be relative to `base`.
        base: an absolute address.
    """
    if not url:
        return None
    try:
        joined = "".join(url.split())
        if base and not joined.lower().startswith(_SCHEMES):
            joined = urljoin("".join(base.split()), joined)
        parts = urlsplit(joined)
        host = parts.hostname
        if parts.scheme.lower() not in ("http", "https") or not host or "." not in host.strip("."):
            return None
        query = sorted(
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _TRACKING.fullmatch(name)
        )
        plain = normalize_url(parts._replace(query="", fragment="", path=parts.path or "/"))
        bare = [name for name, value in query if not value]
        written = f"?{urlencode(query)}" if query else ""
        if len(bare) == len(query) == 1 and "=" not in parts.query:
            written = f"?{urlencode(query).rstrip('=')}"  # story.php?12345
    except (ValueError, UnicodeError):  # a broken host, port or encoding: no address
        return None
    return f"{plain}{written}"


def choose_canonical(url: str | None, declared: str | None) -> str | None:
    """The canonical address of a document.

    Args:
        url: where it was found.
        declared: what it declares to be its canonical address. A front page is not believed where
            the document itself was found deeper: templates often declare one for every page.
    """
    found = canonical_form(url)
    canonical = canonical_form(declared, base=url)
    if canonical is None or (found and names_article(found) and not names_article(canonical)):
        return found
    return canonical


def names_article(canonical: str) -> bool:
    """Whether an address names more than a site's front page."""
    parts = urlsplit(canonical)
    return bool(parts.path.strip("/") or parts.query)


def _address_key(canonical: str) -> str:
    rest = canonical.partition("://")[2].removeprefix("www.")
    path, mark, query = rest.partition("?")
    return f"{path.rstrip('/')}{mark}{query}"


def make_ids(
    *,
    raw_file_id: uuid.UUID,
    member: str,
    position: int,
    outlet: str | None,
    canonical_url: str | None,
    external_id: str | None,
    title: str | None,
    body: str,
) -> Ids:
    """The ids of a document's row; see the module for what each is made of."""
    outlet_key = comparable(outlet) if outlet else None
    title_key, body_key = comparable(title or ""), comparable(body)
    content = make_id("content", title_key, body_key)
    if canonical_url and names_article(canonical_url):
        article = make_id("article", outlet_key, "url", _address_key(canonical_url))
    elif external_id:
        article = make_id("article", outlet_key, "external", external_id)
    else:
        article = make_id("article", outlet_key, "text", title_key, body_key)
    return Ids(
        document=make_id("document", raw_file_id, member, position),
        article=article,
        revision=make_id("revision", article, content),
        content=content,
    )
