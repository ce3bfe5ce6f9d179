"""Writes small PDF files for tests (ISO 32000-1, section 7.5), text at given places."""

from __future__ import annotations

from typing import NamedTuple


class Placed(NamedTuple):
    """A line of text; points from the page's lower left corner."""

    x: float
    y: float
    size: float
    text: str


def _escaped(text: str) -> bytes:
    data = text.encode("cp1252")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def column(x: float, top: float, lines: list[str], *, size: float = 10) -> list[Placed]:
    """Lines one below the other; two spaces before one indent it."""
    return [
        Placed(x + (12 if line.startswith("  ") else 0), top - 12 * n, size, line.strip())
        for n, line in enumerate(lines)
    ]


def pdf(pages: list[list[Placed]], info: dict[str, str] | None = None) -> bytes:
    """A file of these pages (A4), set in Helvetica."""
    objects: list[bytes] = [b"", b"", b""]
    kids = []
    for page in pages:
        content = b"".join(
            b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n"
            % (line.size, line.x, line.y, _escaped(line.text))
            for line in page
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects[2] = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    fields = b" ".join(b"/%s (%s)" % (k.encode(), _escaped(v)) for k, v in (info or {}).items())
    objects.append(b"<< %s >>" % fields)
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        start,
    )
    return bytes(out)
