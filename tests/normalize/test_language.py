import pytest

from etl.normalize.language import decide_language, identify, language_code
from etl.readers.base import Sourced

ENGLISH = "The council of Arlen said on Tuesday that the old bridge would be closed until autumn."
GERMAN = (
    "Der Stadtrat von Arlen teilte am Dienstag mit, dass die alte Brücke bis zum Herbst zu sei."
)
NORWEGIAN = "Kommunen i Arlen opplyste tirsdag at den gamle broen blir stengt frem til høsten i år."


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en", "en"), ("en-US", "en"), ("en_GB.UTF-8", "en"), ("eng", "en"), ("English", "en"),
        ("Deutsch", "de"), ("ger", "de"), ("zh-Hans-CN", "zh"), ("nb-NO", "no"), ("iw", "he"),
        (" FR ", "fr"), ("x-default", None), ("klingon", None), ("", None),
    ],
)  # fmt: skip
def test_codes_and_names_become_iso_639_1(declared: str, code: str | None) -> None:
    assert language_code(declared) == code


@pytest.mark.parametrize(
    ("declared", "folder", "text", "expected"),
    [
        (None, None, ENGLISH, ("en", "text")),
        ("en-GB", None, ENGLISH, ("en", "lang")),
        (None, "en", ENGLISH, ("en", "folder")),
        ("en", None, GERMAN, ("de", "text")),  # a template's default
        ("de", "fr", GERMAN, ("de", "lang")),
        (None, "en", GERMAN, ("de", "text")),
        ("fr", None, "Arlen 3, Tolm 2", ("fr", "lang")),  # too short to tell
        (None, None, "Arlen 3, Tolm 2", (None, None)),
        ("da", None, NORWEGIAN, ("da", "lang")),  # identification mixes these up
        ("nonsense", "no", NORWEGIAN, ("no", "folder")),
    ],
)
def test_the_rule(
    declared: str | None, folder: str | None, text: str, expected: tuple[str | None, str | None]
) -> None:
    declarations = [(declared, "lang"), (folder, "folder")]
    found = decide_language([Sourced(value, at) for value, at in declarations if value], text)
    assert (found.code, found.source) == expected


def test_confidence_stands_only_where_the_text_was_identified() -> None:
    confident = decide_language([], ENGLISH).confidence
    assert confident is not None
    assert 0.9 < confident <= 1
    assert round(confident, 3) == confident
    assert decide_language([Sourced("fr", "lang")], "Arlen").confidence is None


@pytest.mark.parametrize("text", ["", "3 4 5 6 7 8 " * 50, "Arlen"])
def test_what_is_no_text_has_no_language(text: str) -> None:
    assert identify(text) is None


def test_ideographs_say_more_than_letters() -> None:
    found = identify("市議会は火曜日、古い橋を秋まで閉鎖すると発表した。")
    assert found is not None
    assert found[0] == "ja"
