"""What the tests of normalisation share: a document and a context to start from."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from etl.normalize.context import DocumentContext, FolderDefaults
from etl.readers.base import Block, RawDocument


@pytest.fixture
def context() -> Callable[..., DocumentContext]:
    def make(path_values: tuple[tuple[str, str], ...] = (), **defaults: Any) -> DocumentContext:
        return DocumentContext(
            raw_file_id=uuid.UUID(int=7),
            path="post/2024/a.html",
            member="",
            parser="html",
            parser_version="1",
            defaults=FolderDefaults(**defaults),
            path_values=path_values,
        )

    return make


@pytest.fixture
def document() -> Callable[..., RawDocument]:
    def make(*texts: str, **fields: Any) -> RawDocument:
        blocks = [Block("body", text) for text in texts or ("The bridge at Arlen is closed.",)]
        return RawDocument(**{"position": 0, "blocks": blocks, **fields})

    return make
