from pathlib import Path

import pytest

from etl.evaluate.standoff import Attribution, StandoffError, read_folder

TEXT = "“It sank,” Pell said, “fast.” He hoped\r\nfor rain."


def folder(root: Path, **annotations: str) -> Path:
    (root / "text").mkdir()
    (root / "attributions").mkdir()
    (root / "text" / "ferry_1.txt").write_bytes(TEXT.encode())
    for annotator, lines in annotations.items():
        (root / "attributions" / f"ferry_1_{annotator}.ann").write_text(lines)
    return root


def test_the_first_annotator_counts(tmp_path: Path) -> None:
    place = folder(
        tmp_path,
        b="T1\tCue 16 20\tsaid\nE1\tAttribution:T1 Cue:T1\n",
        a="T1\tSource 11 15\tPell\nT2\tCue 16 20\tsaid\n"
        "T3\tContent 22 29;0 10\t“fast.” “It sank,”\nT4\tAttribution 16 20\tsaid\n"
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n",
    )
    (text,) = read_folder(place)
    assert text.name == "ferry_1"
    assert text.body == TEXT  # line ends as they are: offsets count them
    assert text.attributions == [Attribution([(11, 15)], [(16, 20)], [(0, 10), (22, 29)])]


def test_a_source_may_serve_twice_and_be_absent(tmp_path: Path) -> None:
    place = folder(
        tmp_path,
        a="T1\tSource 11 15\tPell\nT2\tCue 16 20\tsaid\nT3\tCue 33 38\thoped\n"
        "E1\tAttribution:T2 Cue:T2 Source:T1\nE2\tAttribution:T3 Cue:T3 Source:T1\n"
        "E3\tAttribution-no-source:T3 Cue:T3\n",
    )
    (text,) = read_folder(place)
    assert [item.source for item in text.attributions] == [[(11, 15)], [(11, 15)], []]


def test_no_annotations_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StandoffError, match="found no attributions"):
        list(read_folder(folder(tmp_path)))


def test_a_text_that_is_missing_is_an_error(tmp_path: Path) -> None:
    place = folder(tmp_path, a="")
    (place / "text" / "ferry_1.txt").unlink()
    with pytest.raises(StandoffError, match=r"ferry_1\.txt is missing"):
        list(read_folder(place))


@pytest.mark.parametrize("offsets", ["40 999", "5 2", "a b", ""])
def test_an_offset_outside_the_text_is_an_error(tmp_path: Path, offsets: str) -> None:
    place = folder(tmp_path, a=f"T1\tCue {offsets}\tsaid\n")
    with pytest.raises(StandoffError, match=r"ferry_1_a\.ann, line 1"):
        list(read_folder(place))
