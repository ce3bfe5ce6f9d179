"""Reuters-21578: the real collection, and damage."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from etl.normalize.dates import DateHints, parse_date
from etl.readers.base import RawDocument, Rejected
from tests.archives import archive
from tests.readers.outcomes import check_cuts, plain, read_bytes, read_folder

CASE = Path(__file__).parent / "format_cases" / "reuters21578" / "stories.sgm"


def _story(number: int) -> bytes:
    return (
        b'<REUTERS TOPICS="NO" LEWISSPLIT="TRAIN" CGISPLIT="TRAINING-SET" OLDID="%d" NEWID="%d">\n'
        b"<DATE>26-FEB-1987 15:01:01.79</DATE>\n<TEXT>&#2;\n<TITLE>QUAY %d CLOSED</TITLE>\n"
        b"<DATELINE>    HAVNIK, Feb 26 - </DATELINE><BODY>Quay %d is closed.\n Reuter\n"
        b"&#3;</BODY></TEXT>\n</REUTERS>\n" % ((number,) * 4)
    )


def test_cut_anywhere_keeps_the_stories_before() -> None:
    data = b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n' + b"".join(map(_story, range(3)))
    check_cuts(data, lambda some: read_bytes("reuters21578", some), b"</REUTERS>")


def test_stories_across_blocks_of_the_stream() -> None:
    data = b"".join(map(_story, range(3_000)))
    found = read_bytes("reuters21578", data)
    assert len(found) == 3_000
    assert all(
        data[one.byte_start : one.byte_end].startswith(b"<REUTERS")
        for one in found
        if isinstance(one, RawDocument)
    )
    assert plain(found[-1])["title"] == "TITLE = QUAY 2999 CLOSED"


@pytest.mark.slow
@pytest.mark.archives
def test_every_document_of_the_collection() -> None:
    found = read_folder(archive("reuters-21578"), "*.sgm.gz")
    # 1,000 in each file but the last, says the collection's README.
    assert Counter(found_.format for found_ in found) == {"gz+reuters21578": 11_000}
    outcomes = Counter(type(one.outcome).__name__ for one in found)
    assert outcomes == {"RawDocument": 10_105, "Skipped": 895}
    assert not any(isinstance(one.outcome, Rejected) for one in found)
    stories = [one.outcome for one in found if isinstance(one.outcome, RawDocument)]
    marked = [story for story in stories if story.extra["text_type"] == "NORM"]
    # Every story with <BODY> has its title and dateline marked up.
    assert len(marked) == 10_051
    assert all(story.title and story.dateline for story in marked)
    assert sum(story.authors is not None for story in marked) == 468
    assert len({story.external_id for story in stories}) == len(stories)
    assert all(parse_date(story.published[0].value, DateHints()) for story in stories)
    assert not any(
        "&lt;" in block.text or block.text == "<" for story in stories for block in story.blocks
    )
