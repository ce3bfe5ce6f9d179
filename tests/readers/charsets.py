"""Files whose folder says how they are encoded, decoded without being told.

Belongs here: the comparison that the test and `benchmarks/charsets.py` share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.readers.base import ReaderError
from etl.readers.text_decoding import SUPERSETS, clean, codecs_name, decode

LANGUAGE = re.compile(r"(?<=\d)-[a-z]{3,}$")
"""`iso-8859-2-polish`: the folder says the language, too."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One labelled file."""

    path: Path
    label: str
    same: bool
    """As Python decodes what the label says, to the letter."""
    same_by_web: bool
    """The same, or as browsers read such a label: `tis-620` as windows-874."""
    found: str
    wanted: str


def labelled_files(archive: Path) -> Iterator[Path]:
    """The files below `tests/<encoding>/` that decode as their folder says."""
    for path in sorted((archive / "tests").glob("*/*")):
        try:
            path.read_bytes().decode(label_of(path))
        except (LookupError, UnicodeDecodeError):
            continue
        yield path


def label_of(path: Path) -> str:
    """The encoding that a file's folder names."""
    return LANGUAGE.sub("", path.parent.name.lower())


def compare(path: Path) -> Compared:
    """What is made of a file, beside what its label makes of it."""
    data = path.read_bytes()
    label = label_of(path)
    wanted = clean(data.decode(label))
    try:
        found = decode(data)
    except ReaderError as error:
        found = f"({error.code})"
    web = SUPERSETS.get(codecs_name(label) or "")
    same = found == wanted
    by_web = same or (web is not None and found == clean(data.decode(web, "replace")))
    return Compared(path, label, same, by_web, found, wanted)
