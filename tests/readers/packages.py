"""Builds documents that are ZIP files of parts, for tests."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import xlsxwriter

ODF = (
    'xmlns:office="urn:office" xmlns:text="urn:text" xmlns:style="urn:style" '
    'xmlns:table="urn:table" xmlns:draw="urn:draw" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:meta="urn:meta"'
)
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


def odt(body: str, meta: str = "", styles: str = "") -> bytes:
    """An OpenDocument text; what its text, its metadata and its styles hold."""
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {ODF}><office:meta>{meta}</office:meta>"
            "</office:document-meta>",
        }
    )


def epub(chapters: dict[str, str]) -> bytes:
    """An e-book of these chapters: name -> what the body holds."""
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OEBPS/c.opf"/>'
        "</rootfiles></container>",
        "OEBPS/c.opf": '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>The Harbour Gazette, 4 May</dc:title><dc:publisher>The Harbour Gazette"
        "</dc:publisher><dc:identifier>urn:hgz:9</dc:identifier><dc:date>2020-05-04</dc:date>"
        "<dc:language>en</dc:language><dc:rights>(c) Gazette Press</dc:rights></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
    }
    for name, content in chapters.items():
        parts[f"OEBPS/{name}"] = f"<html><head><title>x</title></head><body>{content}</body></html>"
    return package(parts)


def xlsx(sheets: dict[str, list[list[Any]]], **options: Any) -> bytes:
    """A workbook as a library writes it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd.mm.yyyy hh:mm", **options}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        stated = f"office:value-type='date' office:date-value='{value.isoformat()}'"
        return f"<table:table-cell {stated}><text:p>3 May</text:p></table:table-cell>"
    if isinstance(value, (int, float)):
        return f"<table:table-cell office:value-type='float' office:value='{value}'/>"
    lines = "".join(f"<text:p>{line}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell office:value-type='string'>{lines}</table:table-cell>"


def ods(sheets: dict[str, list[list[Any]]]) -> bytes:
    """A spreadsheet, filled up with blank cells as office programs do."""
    blank = "<table:table-cell table:number-columns-repeated='16379'/>"
    tables = "".join(
        f"<table:table table:name='{name}'>"
        + "".join(
            f"<table:table-row>{''.join(map(_cell, row))}{blank}</table:table-row>" for row in rows
        )
        + f"<table:table-row table:number-rows-repeated='1048570'>{blank}</table:table-row>"
        + "</table:table>"
        for name, rows in sheets.items()
    )
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {ODF}><office:body><office:spreadsheet>"
            f"{tables}</office:spreadsheet></office:body></office:document-content>",
        }
    )
