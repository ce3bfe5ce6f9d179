"""Names of containers and of members inside them: which are left out, and which are unsafe.

Belongs here: what every container decides about a member by its name alone. Nothing is ever written
under such a name; the rules keep the reports honest and the archive free of other systems' litter.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from etl.readers.base import Rejected, Skipped

_ABOUT = re.compile(
    r"(?:[A-Z0-9]+[_-])?(?:README|LICEN[SC]E|COPYING)(?:[._-].*)?"
    r"|(?i:readme|licen[sc]e|copying)(?i:\.(?:txt|md|rst|html?|pdf))?"
    r"|(?:bagit|bag-info|(?:tag)?manifest-[a-z0-9]+)\.txt"
)
"""In capitals as the custom is; in small letters only as the whole name: `licence-fee-rises.html`
is news. The last are a BagIt folder's own (RFC 8493, section 2)."""


PAGE_FOLDERS = (
    "_files",
    ".files",
    "-dateien",
    "_dateien",
    "_fichiers",
    "_archivos",
    "_arquivos",
    "_file",
    "_bestanden",
    "_pliki",
    "_filer",
    "_soubory",
    "_файлы",
)
"""What browsers in several languages append to a page's name for the folder of its parts."""


def litter(name: str) -> bool:
    """Whether a file is an operating system's own: hidden where that system hides files."""
    return name.lower() in {"thumbs.db", "desktop.ini"}


def about_the_folder(name: str) -> bool:
    """Whether a file speaks of the files beside it (`README.md`, `LICENSE`)."""
    return _ABOUT.fullmatch(name) is not None


_PAGE_FOLDER = re.compile(f"(?:{'|'.join(map(re.escape, PAGE_FOLDERS))})(?=/|$)")
_PAGE_SUFFIXES = {"html", "htm", "xhtml", "shtml"}


def saved_pages(names: Collection[str]) -> frozenset[str]:
    """The folders that browsers put what belongs to saved pages into, in lower case.

    Beside `a/quay.html` that is `a/quay_files`, and what it is called in other languages.

    Args:
        names: paths of files and folders, with `/`; gone through twice.
    """
    folders: dict[str, set[str]] = {}
    for name in names:
        lower = name.lower()
        for found in _PAGE_FOLDER.finditer(lower):
            folders.setdefault(lower[: found.start()], set()).add(lower[: found.end()])
    pages: set[str] = set()
    for name in names if folders else ():
        stem, dot, end = name.lower().rpartition(".")
        if dot and end in _PAGE_SUFFIXES:
            pages |= folders.get(stem, set())
    return frozenset(pages)


def part_of_a_page(name: str, folders: frozenset[str]) -> bool:
    """Whether a path lies in one of the folders that `saved_pages` names."""
    parts = name.lower().split("/")[:-1]
    return any("/".join(parts[: count + 1]) in folders for count in range(len(parts)))


def starts_like(head: bytes, name: str, magic: bytes, suffixes: tuple[str, ...]) -> bool:
    """Whether a file is nothing but the beginning of a container: broken off within its magic."""
    return 0 < len(head) < len(magic) and magic.startswith(head) and name.lower().endswith(suffixes)


class MemberNames:
    """Gives each member of a container a name of its own that can be printed.

    Archives may hold a name twice (a tar that was added to); the second becomes `name#2`. Bytes
    that are no UTF-8 become U+FFFD.
    """

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def take(self, name: str) -> str:
        """The name to go by."""
        printable = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        number = self._taken.get(printable, 0) + 1
        self._taken[printable] = number
        if number == 1:
            return printable
        return self.take(f"{printable}#{number}")


def refuse(name: str, position: int) -> Skipped | Rejected | None:
    """Why a member is left out; None where it is read."""
    if not name.strip("/"):
        return Rejected(
            position=position,
            code="unsafe_member",
            message="a member has no name; repack the container",
        )
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", name):
        return Rejected(
            position=position,
            code="unsafe_member",
            message=f"member {name!r} has an absolute path or one that leads out of its container; "
            "it was not read: repack the container with plain relative names",
        )
    if "__MACOSX" in parts or any(part.startswith(".") and part != "." for part in parts):
        return Skipped(position=position, reason="hidden")
    if litter(parts[-1]):
        return Skipped(position=position, reason="hidden")
    if about_the_folder(parts[-1]):
        return Skipped(position=position, reason="about the folder")
    return None


def encrypted(name: str, position: int) -> Rejected:
    """A member that needs a password."""
    return Rejected(
        position=position,
        code="encrypted",
        message=f"member {name!r} is encrypted; unpack the container with its password and put the "
        "files into raw/",
    )


def link(name: str, position: int) -> Rejected:
    """A member that is a link."""
    return Rejected(
        position=position,
        code="unsafe_member",
        message=f"member {name!r} is a link; links are not followed: pack the file itself",
    )


def too_many(limit: int, position: int) -> Rejected:
    """The rest of a container with too many members."""
    return Rejected(
        position=position,
        code="bomb",
        message=f"the container holds more than {limit:,} members; the rest was not read: split it",
    )
