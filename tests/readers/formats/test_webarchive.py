"""Pages as Safari saves them: the page, what is none, damage."""

from __future__ import annotations

import plistlib
from pathlib import Path
from random import Random
from typing import Any

import pytest

from etl.readers.base import RawDocument, Skipped
from tests.readers.checks import check_outcomes
from tests.readers.reading import codes, documents, read
from tests.readers.seeds import mutated
from tests.readers.web_archives import page

URL = "https://www.havnik-post.example/1"


def webarchive(form: plistlib.PlistFormat = plistlib.FMT_BINARY, **main: Any) -> bytes:
    """An archive of a page; `main` are keys of its resource."""
    resource = {
        "WebResourceData": page(1),
        "WebResourceURL": URL,
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
        **main,
    }
    parts = [{"WebResourceData": b"\x89PNG", "WebResourceURL": f"{URL}.png"}]
    content = {"WebMainResource": resource, "WebSubresources": parts}
    return plistlib.dumps(content, fmt=form)


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_page(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    (found,) = read(tmp_path, "page", webarchive(form))
    assert found.format == "webarchive"
    document = found.outcome
    assert isinstance(document, RawDocument)
    assert document.title is not None
    assert document.title.value == "Quay 1 closes to lorries"
    assert document.url == URL
    assert document.byte_start is None


def test_its_charset(tmp_path: Path) -> None:
    data = webarchive(
        WebResourceData=page(1).decode().encode("cp1252"),
        WebResourceTextEncodingName="windows-1252",
    )
    (document,) = documents(read(tmp_path, "page.webarchive", data))
    assert any("Café owners" in block.text for block in document.blocks)


def test_what_is_no_page(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "a", webarchive(WebResourceMIMEType="application/pdf"))
    assert found.outcome == Skipped(position=0, reason="no html")
    for data in (
        plistlib.dumps({"a": 1}, fmt=plistlib.FMT_BINARY),
        plistlib.dumps(["WebMainResource"]),
        webarchive(WebResourceData="text"),
        webarchive()[:-40],
        webarchive(plistlib.FMT_XML).replace(b"<string>text/html</string>", b"<date>May</date>"),
    ):
        assert codes(read(tmp_path, "a.webarchive", data)) == ["damaged"]


@pytest.mark.parametrize("seed", range(60))
def test_spoiled(tmp_path: Path, seed: int) -> None:
    check_outcomes(read(tmp_path, "a.webarchive", mutated(webarchive(), Random(seed))))
