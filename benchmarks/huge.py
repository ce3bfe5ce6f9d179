"""Reading files larger than memory should be: the peak, the speed, the pieces they are cut into.

    python -m benchmarks.huge --size 2GB                       # every form
    python -m benchmarks.huge --size 500MB --forms jsonl zip

Writes a file of about so many bytes of content in each form, reads it in a process of its own as
one, and prints the peak of that process's memory (ru_maxrss) beside the same for a file of a
fiftieth of the size: memory is flat where the two are close. Counts what was read against what was
written.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Literal

UNITS = {"": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
TARGET_BYTES = 32 * 1024 * 1024
"""Of a piece, as in the settings."""
PACKED_BYTES = TARGET_BYTES // 4
"""The same of a compressed file."""
WORDS = [
    *("harbour", "council", "ferry", "night", "budget", "surveyor", "mayor", "vote", "storm"),
    *("market", "wall", "district", "court", "minister", "school", "bridge", "report", "strike"),
    *("union", "price", "water", "island", "election", "road", "coast"),
]


def _article(random: Random, number: int) -> dict[str, object]:
    def sentence() -> str:
        return " ".join(random.choices(WORDS, k=random.randint(8, 25))).capitalize() + "."

    paragraphs = [" ".join(sentence() for _ in range(3)) for _ in range(random.randint(3, 12))]
    return {
        "title": f"{sentence()[:-1]} {number}",
        "url": f"https://elder.example/{number}",
        "date_publish": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02} 06:30:00",
        "maintext": "\n\n".join(paragraphs),
    }


def _articles(size: int) -> Iterator[bytes]:
    random = Random(size)
    written = number = 0
    while written < size:
        data = json.dumps(_article(random, number)).encode()
        yield data
        written += len(data)
        number += 1


def _lines(path: Path, size: int) -> int:
    count = 0
    with path.open("wb") as file:
        for data in _articles(size):
            file.write(data + b"\n")
            count += 1
    return count


def _array(path: Path, size: int) -> int:
    count = 0
    with path.open("wb") as file:
        for count, data in enumerate(_articles(size), 1):
            file.write((b",\n" if count > 1 else b"[\n") + data)
        file.write(b"\n]")
    return count


def _gzip(path: Path, size: int) -> int:
    count = 0
    with gzip.open(path, "wb", compresslevel=1) as file:
        for data in _articles(size):
            file.write(data + b"\n")
            count += 1
    return count


def _csv(path: Path, size: int) -> int:
    import csv

    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["title", "url", "date", "text"])
        for data in _articles(size):
            writer.writerow(json.loads(data).values())
            count += 1
    return count


def _zip(path: Path, size: int) -> int:
    count = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for count, data in enumerate(_articles(size), 1):
            archive.writestr(f"{count // 1000}/{count}.json", data)
    return count


def _tar(path: Path, size: int, mode: Literal["w", "w:gz"] = "w") -> int:
    import io

    count = 0
    with tarfile.open(path, mode) as archive:
        for count, data in enumerate(_articles(size), 1):
            info = tarfile.TarInfo(f"{count // 1000}/{count}.json")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return count


def _record(article: Mapping[str, str]) -> bytes:
    """A WARC record of a page: two bytes in three are script, as on real ones."""
    paragraphs = "".join(f"<p>{text}</p>" for text in article["maintext"].split("\n\n"))
    script = "var a = [" + "0.25, " * (len(paragraphs) // 3) + "1];"
    page = (
        f"<!doctype html><html lang='en'><head><title>{article['title']}</title><meta property="
        f"'article:published_time' content='{article['date_publish']}'><script>{script}</script>"
        f"</head><body><article><h1>{article['title']}</h1>{paragraphs}</article></body></html>"
    ).encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {article['url']}\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _warc(path: Path, size: int, pack: Callable[[bytes], bytes] = bytes) -> int:
    count = written = 0
    with path.open("wb") as file:
        for data in _articles(size):
            record = _record(json.loads(data))
            file.write(pack(record))
            written += len(record)
            count += 1
            if written >= size:
                break
    return count


def _member(record: bytes) -> bytes:
    return gzip.compress(record, compresslevel=1)


FORMS: dict[str, tuple[str, Callable[[Path, int], int]]] = {
    "jsonl": ("huge.jsonl", _lines),
    "json": ("huge.json", _array),
    "csv": ("huge.csv", _csv),
    "gz": ("huge.jsonl.gz", _gzip),
    "zip": ("huge.zip", _zip),
    "tar": ("huge.tar", _tar),
    "tar.gz": ("huge.tar.gz", lambda path, size: _tar(path, size, "w:gz")),
    "warc": ("huge.warc", _warc),
    "warc.gz": ("huge.warc.gz", lambda path, size: _warc(path, size, _member)),
}


def _read(path: Path) -> None:
    """In a process of its own: read, and print what it took."""
    from etl.readers.base import RawDocument
    from etl.readers.dispatch import cut, read_file

    started, cpu = time.perf_counter(), time.process_time()
    documents = others = 0
    for found in read_file(path):
        if isinstance(found.outcome, RawDocument):
            documents += 1
        else:
            others += 1
    used = {
        "documents": documents,
        "others": others,
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - cpu,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    started = time.perf_counter()
    used["pieces"] = len(cut(path, target_bytes=TARGET_BYTES, packed_bytes=PACKED_BYTES))
    used["cutting"] = time.perf_counter() - started
    print(json.dumps(used))


def _measure(form: str, size: int, folder: Path) -> dict[str, float]:
    name, write = FORMS[form]
    path = folder / name
    written = write(path, size)
    command = [sys.executable, "-m", "benchmarks.huge", "--read", str(path)]
    used: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=-1).stdout)
    used["size"] = path.stat().st_size
    path.unlink()
    if used["documents"] != written or used["others"]:
        raise SystemExit(f"{form}: {written:,} articles written, {used}")
    return used


def _bytes(text: str) -> int:
    found = re.fullmatch(r"([\d.]+)\s*(|[KMG]B)", text.strip(), re.IGNORECASE)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a size like 500MB or 2GB")
    return int(float(found.group(1)) * UNITS[found.group(2).upper()])


def main() -> int:
    """Write, read and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", type=_bytes, default=_bytes("500MB"))
    arguments.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS))
    arguments.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.read is not None:
        _read(chosen.read)
        return 0
    print(
        "form    MB file  articles  MB peak  MB peak 1/50  CPU s  articles/CPU s  pieces  s to cut"
    )
    with tempfile.TemporaryDirectory() as folder:
        for form in chosen.forms:
            small = _measure(form, chosen.size // 50, Path(folder))
            large = _measure(form, chosen.size, Path(folder))
            print(
                f"{form:7}{large['size'] / 1e6:8,.0f}{large['documents']:10,}"
                f"{large['peak'] / 1e6:9,.0f}{small['peak'] / 1e6:14,.0f}{large['cpu']:7,.0f}"
                f"{large['documents'] / large['cpu']:16,.0f}{large['pieces']:8}"
                f"{large['cutting']:10.1f}",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
