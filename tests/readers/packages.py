"""Builds documents that are ZIP files of parts, for tests."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def package(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP file of parts, in this order; the first stored, as OpenDocument and EPUB want it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(parts.items()):
            stored = zipfile.ZIP_STORED if number == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, stored)
    return out.getvalue()


def docx(body: str, *, styles: str = "", core: str = "") -> bytes:
    """A Word document.

    Args:
        body: what `<w:body>` holds.
        styles: what `<w:styles>` holds.
        core: what the core properties hold.
    """
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": "<Relationships/>",
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    }
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'
    if core:
        parts["docProps/core.xml"] = (
            '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            f'xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>'
        )
    return package(parts)


def paragraph(text: str, *, bold: bool = False, style: str | None = None, more: str = "") -> str:
    """A paragraph of one run; a line feed in the text is a line break."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:pPr>{properties}{more}</w:pPr><w:r>{run}{lines}</w:r></w:p>"
