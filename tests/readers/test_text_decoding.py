"""The order in which encodings are tried, and what is cleaned."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers.base import ReaderError
from etl.readers.text_decoding import (
    BYTE_ORDER_MARKS,
    clean,
    decode,
    detect_encoding,
    sample,
    stream_encoding,
)
from etl.readers.unknown import is_binary, without_holes
from tests.archives import archive
from tests.readers.charsets import compare, labelled_files

ENGLISH = "“We’re done,” Ms O’Neil said – twice. The café… was closed."
GERMAN = (
    "Die Bürgermeisterin sagte: „Die Brücke ist für Fußgänger sicher.“ Später äußerte sie Zweifel."
)
RUSSIAN = "Мэр города сказал, что мост безопасен для пешеходов и машин. Жители сомневаются."
POLISH = (
    "Burmistrz powiedział, że most jest bezpieczny dla pieszych. Mieszkańcy wątpią w to głośno."
)
JAPANESE = "市長は、橋は歩行者にとって安全だと語った。住民はそれを疑っている。"
CHINESE = "市长说，这座桥对行人来说是安全的。居民们对此表示怀疑。约翰·史密斯说。"


@pytest.mark.parametrize(("text", "encoding"), [
    (ENGLISH, "cp1252"),
    (ENGLISH, "mac_roman"),
    (GERMAN, "cp1252"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "iso-8859-5"),
    (POLISH, "cp1250"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc_jp"),
    (JAPANESE, "iso2022_jp"),
    (CHINESE, "gb18030"),
    (CHINESE.replace("约翰·史密斯说。", ""), "gb2312"),
    *((text, form) for text in (ENGLISH, RUSSIAN, JAPANESE) for form in (
        "utf-8", "utf-8-sig", "utf-16", "utf-32"
    )),
    *((ENGLISH, form) for form in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")),
])  # fmt: skip
def test_undeclared_text_is_found_out(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text", ["“No.”", "Zürich", "naïve", "He said “no” – it’s “fine”.", "café"]
)
def test_short_western_text_needs_no_luck(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("declared", "written", "text"),
    [
        ("windows-1251", "cp1251", "Да."),
        ("ISO-8859-1", "cp1252", ENGLISH),
        ("us-ascii", "cp1252", ENGLISH),
        ("iso-8859-9", "cp1254", "“Işık”"),
        ("x-sjis", "shift_jis", JAPANESE),
        ("windows-31j", "cp932", "①髙"),
        ("gb2312", "gb18030", CHINESE),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("macintosh", "mac_roman", "Ürümqi"),
        (" Windows-1252 ", "cp1252", "“No.”"),
    ],
)
def test_what_is_declared_is_believed_where_it_fits(declared: str, written: str, text: str) -> None:
    assert decode(text.encode(written), declared) == text


@pytest.mark.parametrize(
    ("declared", "written", "text"),
    [
        ("iso-8859-1", "utf-8", ENGLISH),
        ("windows-1251", "utf-8", RUSSIAN),
        ("utf-8", "cp1252", ENGLISH),
        ("utf-16", "cp1252", ENGLISH),
        ("ascii", "utf-8", JAPANESE),
        ("shift_jis", "cp1251", RUSSIAN),
        ("unicode_escape", "cp1252", ENGLISH + r" \u0041"),
        ("rot13", "cp1252", ENGLISH),
        ("base64", "cp1252", ENGLISH),
        ("no-such-thing", "cp1252", ENGLISH),
        ("", "cp1252", ENGLISH),
        ("a\x00b", "cp1252", ENGLISH),
    ],
)
def test_declarations_that_lie(declared: str, written: str, text: str) -> None:
    assert decode(text.encode(written), declared) == text


def test_utf8_with_a_few_bad_bytes_stays_utf8() -> None:
    data = GERMAN.encode() * 3 + b" He said \x93so\x94, \xe2\x80 and left."

    assert decode(data) == GERMAN * 3 + " He said “so”, \ufffd and left."


def test_undecodable_bytes_become_replacement_characters() -> None:
    data = JAPANESE.encode("shift_jis") + b"\x81\xff" + JAPANESE.encode("shift_jis")

    assert decode(data, "shift_jis").startswith(JAPANESE)
    assert decode(data, "shift_jis").endswith(JAPANESE)


def test_binary_data_is_refused() -> None:
    with pytest.raises(ReaderError) as error:
        decode(bytes(range(256)) * 10)
    assert error.value.code == "binary"


def test_holes_of_nuls_are_closed() -> None:
    assert decode(b"\0" * 40 + b"The text." + b"\0" * 4096) == "The text."
    stray = b"A stray NUL i\0s no reason to lose a text." + b" So it is." * 20
    assert decode(stray) == stray.replace(b"\0", b"").decode()


def test_clean() -> None:
    assert clean("a\r\nb\rc\x85d\u2028e\u2029f") == "a\nb\nc\nd\ne\n\nf"
    assert clean("\ufeffa\x00\x1bb\x7f\ud800c\uffff") == "ab\ufffdc"


@given(data=st.binary(max_size=400), declared=st.none() | st.text(max_size=12) | st.sampled_from(
    ["utf-8", "cp1252", "utf-7", "idna", "punycode", "hex", "gb2312", "iso-2022-kr", "utf-16"]
))  # fmt: skip
@settings(max_examples=150)
def test_any_bytes_give_text_or_binary(data: bytes, declared: str | None) -> None:
    try:
        text = decode(data, declared)
    except ReaderError:
        assert is_binary(without_holes(data))
    else:
        text.encode("utf-8")
        assert clean(text) == text


@given(text=st.text(st.characters(exclude_categories=["C"], include_characters="\n\t"), min_size=1))
def test_utf8_always_comes_through(text: str) -> None:
    assert decode(text.encode(), "iso-8859-1") == clean(text)


@pytest.mark.parametrize(("mark", "encoding"), BYTE_ORDER_MARKS)
def test_marks_win(mark: bytes, encoding: str) -> None:
    assert decode(mark + ENGLISH.encode(encoding), "cp1252") == ENGLISH


def test_sample_takes_the_lines_that_tell() -> None:
    data = b"plain line\n" * 50_000 + "“só”\n".encode("cp1252") + b"plain line\n" * 50_000

    assert sample(data) == "“só”\n".encode("cp1252")
    assert detect_encoding(data) == "cp1252"


@pytest.mark.parametrize(
    ("text", "written", "name"),
    [
        (ENGLISH, "utf-8", "utf-8-sig"),
        (ENGLISH, "cp1252", "cp1252"),
        (RUSSIAN, "cp1251", "cp1251"),
        ("plain", "ascii", "utf-8-sig"),
    ],
)
def test_streams_are_decoded_by_all_of_them(text: str, written: str, name: str) -> None:
    data = b"plain line\n" * 300_000 + text.encode(written)

    assert stream_encoding(lambda: io.BytesIO(data)).name == name


def test_streams_with_a_few_bad_bytes() -> None:
    data = (GERMAN.encode() + b"\n") * 40_000 + b"\x93so\x94\n"
    found = stream_encoding(lambda: io.BytesIO(data))

    assert data.decode(found.name, found.errors).endswith("“so”\n")


@pytest.mark.archives
@pytest.mark.slow
def test_labelled_files_decode_as_their_label_says() -> None:
    compared = [compare(path) for path in labelled_files(archive("chardet"))]

    assert len(compared) >= 424
    assert sum(one.same for one in compared) >= 0.98 * len(compared)
    # What an encoding is called and what it means on the Web are two things; all are right by the
    # second.
    assert sum(one.same_by_web for one in compared) >= 0.995 * len(compared)


def test_every_file_is_labelled(tmp_path: Path) -> None:
    (tmp_path / "tests" / "iso-8859-2-polish").mkdir(parents=True)
    (tmp_path / "tests" / "iso-8859-2-polish" / "a.txt").write_bytes(POLISH.encode("iso-8859-2"))
    (found,) = (compare(path) for path in labelled_files(tmp_path))

    assert found.label == "iso-8859-2"
    assert found.same
