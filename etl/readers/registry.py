"""The formats and containers there are: every module of `formats/` and `containers/`.

Belongs here: finding them. A new one needs no entry anywhere: its module defines `READER` or
`CONTAINER`.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

import etl.readers.containers
import etl.readers.formats
from etl.readers.base import Container, Reader

CORE_VERSION = "3"
"""Of what all readers share (decoding, dispatch, limits): raised when it changes their outcome."""


@cache
def readers() -> Mapping[str, Reader]:
    """Every format, by name."""
    found = {}
    for module in pkgutil.iter_modules(etl.readers.formats.__path__, "etl.readers.formats."):
        reader = importlib.import_module(module.name).READER
        if not isinstance(reader, Reader):
            raise TypeError(f"{module.name}: READER is {reader!r}, expected a Reader")
        found[reader.name] = reader
    return found


@cache
def containers() -> Mapping[str, Container]:
    """Every container, by name."""
    found = {}
    for module in pkgutil.iter_modules(etl.readers.containers.__path__, "etl.readers.containers."):
        container = importlib.import_module(module.name).CONTAINER
        if not isinstance(container, Container):
            raise TypeError(f"{module.name}: CONTAINER is {container!r}, expected a Container")
        found[container.name] = container
    return found


@cache
def fingerprint() -> str:
    """Of the names and versions of everything here: what the same bytes are read as."""
    items: list[Reader | Container] = [*readers().values(), *containers().values()]
    names = sorted(f"{item.name} {item.version}" for item in items)
    return hashlib.blake2b("\n".join([CORE_VERSION, *names]).encode(), digest_size=6).hexdigest()
