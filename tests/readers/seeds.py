"""Valid files of every format and container, and ways to spoil them.

Belongs here: where property tests and the fuzzer start from. A new format adds a file to `cases/`,
which is enough: every case's input is a seed.
"""

from __future__ import annotations

import io
import plistlib
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.readers.files import PACKERS, streamed_zip, tarred, zipped
from tests.readers.ole_files import attachment, compound, outlook
from tests.readers.packages import docx, epub, ods, odt, package, paragraph, xlsx
from tests.readers.pdfs import column, pdf
from tests.readers.reading import jsonl
from tests.readers.web_archives import ARC_START, arc, compressed, http, page, responses

CASES = Path(__file__).parent / "cases"
FORMAT_CASES = Path(__file__).parent / "format_cases"
EXAMPLES = Path(__file__).parents[2] / "docs" / "formats"


def _seeds() -> dict[str, bytes]:
    found = {
        path.name: path.read_bytes()
        for path in sorted(CASES.rglob("*"))
        if path.is_file() and path.suffix != ".yaml" and path.name != "README.md"
    }
    text = jsonl(4)
    found |= {f"a.jsonl.{name}": packer(text) for name, packer in PACKERS.items()}
    found |= {
        "a.zip": zipped({"a.jsonl": text, "b/c.txt": b"A headline\n\nThe text."}),
        "streamed.zip": streamed_zip({"a.jsonl": text, "b.txt": b"A headline\n\nThe text."}),
        "a.tar": tarred({"a.jsonl": text, "b/c.txt": b"A headline\n\nThe text."}),
        "a.tar.gz": PACKERS["gz"](tarred({"a.jsonl": text})),
        "wide.txt": "A headline\n\nThe “text”.".encode("utf-16"),
    }
    return found


SEEDS = _seeds()
"""File name -> bytes."""


def _format_seeds() -> dict[str, bytes]:
    found = {
        f"{path.parent.name}-{path.name}": path.read_bytes()
        for path in sorted(FORMAT_CASES.rglob("*"))
        if path.is_file() and path.with_name(f"{path.name}.json").exists()
    }
    found |= {path.name: path.read_bytes() for path in sorted(EXAMPLES.iterdir())}
    story = "The council of Havnik closed the old road, its clerk said.\nThe quay stays open."
    table = pa.table({"title": ["Quay closed", None], "text": [story, story], "n": [1, 2]})
    parquet = io.BytesIO()
    pq.write_table(table, parquet)
    records = responses(2)
    return found | {
        "records.warc.gz": compressed(records),
        "records.warc.zst": PACKERS["zst"](b"".join(records)),
        "records.arc": ARC_START + arc(http(page(1)), "https://havnik-post.example/1"),
        "records.wacz": zipped({"archive/data.warc.gz": compressed(records)}),
        "story.docx": docx(paragraph("Quay closed", bold=True) + paragraph(story) * 3),
        "story.odt": odt(f"<text:h>Quay closed</text:h><text:p>{story}</text:p>" * 2),
        "stories.epub": epub({"a.xhtml": f"<h1>Quay closed</h1><p>{story * 3}</p>"}),
        "story.pdf": pdf([column(70, 700, story.split("\n") * 5)]),
        "stories.parquet": parquet.getvalue(),
        "stories.xlsx": xlsx({"a": [["title", "text", "date"], ["Quay closed", story, 45415.5]]}),
        "stories.ods": ods({"a": [["title", "text", "date"], ["Quay closed", story, 4]]}),
        "page.webarchive": plistlib.dumps(
            {"WebMainResource": {"WebResourceData": page(1), "WebResourceMIMEType": "text/html"}},
            fmt=plistlib.FMT_BINARY,
        ),
        "letter.msg": compound(
            outlook(
                {"0037": "Quay closed", "0042": "Ada Vik", "1000": story},
                data={"1013": f"<p>{story}</p>".encode()},
                attached=(attachment("story.html", page(1)),),
            )
        ),
    }


FORMAT_SEEDS = _format_seeds()
"""More of them, for the fuzzer alone."""
TOKENS = [
    *(
        b"\x00",
        b"\xff",
        b"\n",
        b"\r",
        b'"',
        b"'",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b"<",
        b">",
        b",",
        b";",
    ),
    *(
        b"---\n",
        b"+++\n",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"<!--",
        b"<![CDATA[",
        b"&#0;",
        b"\\ud800",
        b"1e999",
    ),
    *(
        b"<p>",
        b"</p>",
        b"<script>",
        b"\t",
        b"-1",
        b"null",
        b"\x1b$B",
        b"\xe2\x80\xa8",
        b"\xed\xa0\x80",
    ),
]


def mutated(data: bytes, random: Random) -> bytes:
    """A few bytes changed, inserted, repeated, moved or cut off."""
    for _ in range(random.randint(1, 4)):
        place = random.randint(0, len(data))
        size = random.randint(0, min(64, len(data) - place))
        change = random.randint(0, 5)
        if change == 0:
            data = data[:place] + random.choice(TOKENS) + data[place + size :]
        elif change == 1:
            data = data[:place] + random.randbytes(random.randint(1, 8)) + data[place:]
        elif change == 2:
            repeated = data[place : place + size] * random.choice([2, 3, 50, 1_000])
            data = data[:place] + repeated + data[place:]
        elif change == 3:
            data = data[:place] + data[place + size :]
        elif change == 4 and place < len(data):
            data = (
                data[:place] + bytes([data[place] ^ 1 << random.randint(0, 7)]) + data[place + 1 :]
            )
        else:
            data = data[:place]
    return data


def mutated_inside(data: bytes, random: Random) -> bytes:
    """A ZIP file one of whose parts is spoiled, and packed again: else its checksum hides it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, Any] = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(sorted(parts))
    parts[name] = mutated(bytes(parts[name]), random)
    return package(parts)
