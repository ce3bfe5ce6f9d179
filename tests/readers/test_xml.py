"""XML is read safely: nothing from outside, no bombs, and what came before a break is kept."""

from __future__ import annotations

import io

import pytest

from etl.readers import xml
from etl.readers.base import ReaderError, Source

LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY l0 "ha ha ha ha ha ha ha">'
    + b"".join(b'<!ENTITY l%d "%s">' % (i + 1, b"&l%d;" % i * 10) for i in range(9))
    + b"]><a>&l9;</a>"
)
QUADRATIC = (
    b'<!DOCTYPE a [<!ENTITY l "' + b"x" * 100_000 + b'">]><a><b>' + b"&l;" * 2_000 + b"</b></a>"
)
LOOP = b'<!DOCTYPE a [<!ENTITY l "&m;"><!ENTITY m "&l;">]><a>&l;</a>'


@pytest.mark.parametrize("recover", [False, True])
@pytest.mark.parametrize("data", [LAUGHS, QUADRATIC, LOOP], ids=["laughs", "quadratic", "loop"])
def test_bombs_are_refused(data: bytes, recover: bool) -> None:
    with pytest.raises(ReaderError) as error:
        xml.parse(data, recover=recover)
    assert error.value.code == "bomb"
    with pytest.raises(ReaderError) as error:
        list(xml.iterate(io.BytesIO(data), {"a", "b"}))
    assert error.value.code == "bomb"


@pytest.mark.parametrize("recover", [False, True])
def test_no_file_of_this_machine_is_read(tmp_path, recover: bool) -> None:  # type: ignore[no-untyped-def]
    secret = tmp_path / "secret.txt"
    secret.write_text("private words")
    data = f'<!DOCTYPE a [<!ENTITY l SYSTEM "{secret.as_uri()}">]><a>before &l; after</a>'.encode()
    try:
        found = xml.text(xml.parse(data, recover=recover)) or ""
    except ReaderError as error:
        found = error.message
    assert "private" not in found


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<a>caf&eacute;&nbsp;&mdash; &amp; &lt;b&gt;</a>", "café — & <b>"),
        (b"<a>&unheardof; &amp;nbsp;</a>", "&unheardof; &nbsp;"),
        (b'<!DOCTYPE a [<!ENTITY co "Example &amp; Sons">]><a>by &co;.</a>', "by Example & Sons."),
        (b"<a>one\x08 two&#8; &#xD83D; three</a>", "one two\ufffd \ufffd three"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>Zürich</a>'.encode("latin-1"), "Zürich"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>Zürich</a>'.encode(), "Zürich"),
        ("<a>“Zürich”</a>".encode("cp1252"), "“Zürich”"),
        ('<?xml version="1.0" encoding="utf-16"?><a>Łódź</a>'.encode("utf-16"), "Łódź"),
        (b"\xef\xbb\xbf" + "<a>Łódź</a>".encode(), "Łódź"),
        (b"<a>x<!-- not this --><?nor this?> y<b>z</b></a>", "x yz"),
    ],
)
def test_text_as_it_was_meant(data: bytes, expected: str) -> None:
    assert xml.text(xml.parse(data)) == expected
    streamed = [xml.text(element) for element in xml.iterate(io.BytesIO(data), {"a"})]
    assert streamed == [expected]


@pytest.mark.parametrize("name", ["uu", "idna", "punycode", "rot13", "unheard-of", "undefined"])
def test_what_is_declared_and_no_encoding_is_not_believed(name: str) -> None:
    data = f'<?xml version="1.0" encoding="{name}"?><a>Zürich</a>'.encode()
    assert xml.text(xml.parse(data)) == "Zürich"
    assert [
        xml.text(one) for one in xml.iterate(io.BytesIO(data.replace(b"\xc3\xbc", b"u")), {"a"})
    ]


DOCUMENT = (
    '<?xml version="1.0"?>\n<n:list xmlns:n="urn:x"><n:item id="1">Zürich&nbsp;1</n:item>\n'
    '<!-- c --><n:item id="2"><![CDATA[a & b]]></n:item><other/><n:item id="3"/></n:list>\n'
).encode()
COMPLETE = DOCUMENT.index(b"</n:list>") + len(b"</n:list>")


def test_truncated_anywhere_keeps_what_came_before() -> None:
    ends = [DOCUMENT.index(mark) + len(mark) for mark in (b"1</n:item>", b"]></n:item>", b'"3"/>')]
    for length in range(len(DOCUMENT)):
        found = []
        code = None
        try:
            found.extend(
                element.get("id")
                for element in xml.iterate(io.BytesIO(DOCUMENT[:length]), {"item"})
            )
        except ReaderError as error:
            code = error.code
        assert found == ["1", "2", "3"][: sum(end <= length for end in ends)], length
        assert code == (None if length >= COMPLETE else "truncated"), length
        assert xml.is_whole(DOCUMENT[:length].decode("utf-8", "ignore")) == (length >= COMPLETE)


def test_a_long_stream_is_not_held() -> None:
    item = b"<item>" + b"word &eacute; " * 20_000 + b"</item>"
    data = b"<list>" + item * 40 + b"</list>"
    count = 0
    for element in xml.iterate(io.BytesIO(data), {"item"}):
        count += 1
        assert len(element.getparent()) <= 3, "what was handed over is still there"
        assert (xml.text(element) or "").endswith("é")
    assert count == 40


def test_not_well_formed_is_named_with_its_place() -> None:
    with pytest.raises(ReaderError, match="line 2") as error:
        xml.parse(b"<a>\n<b></c></a>")
    assert error.value.code == "invalid_xml"
    root = xml.parse(b"<a>\n<b>x & y</b></a>", recover=True)
    assert xml.text(xml.child(root, "b")) in {"x y", "x & y"}


def test_as_json_keeps_everything() -> None:
    root = xml.parse(
        b'<a xmlns="urn:a" xmlns:x="urn:x"><b k="1">t</b><b/><x:c>u <d>v</d> w</x:c></a>'
    )
    assert xml.as_json(root) == {"b": {"@k": "1", "#text": "t"}, "c": {"d": "v", "#text": "u w"}}


def test_too_large_a_document_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_DOCUMENT_BYTES", 1000)
    with pytest.raises(ReaderError) as error:
        xml.read_whole(Source(name="x", open=lambda: io.BytesIO(b"x" * 1001)))
    assert error.value.code == "too_large"
    with pytest.raises(ReaderError) as error:
        list(xml.iterate(io.BytesIO(b"<a>" + b"<b>x</b>" * 200_000 + b"</a>"), {"c"}))
    assert error.value.code == "too_large"
