import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.identity import Ids, canonical_form, choose_canonical, make_ids


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Post.example/News/Bridge", "https://www.post.example/News/Bridge"),
        ("https://post.example/a#comments", "https://post.example/a"),
        ("https://post.example:443/a", "https://post.example/a"),
        ("https://post.example/a?utm_source=x&fbclid=1&id=7", "https://post.example/a?id=7"),
        ("https://post.example/a?page=2&id=7", "https://post.example/a?id=7&page=2"),
        ("https://post.example/story.php?cid=12", "https://post.example/story.php?cid=12"),
        ("https://post.example/story.php?12345", "https://post.example/story.php?12345"),
        ("https://post.example/a b", "https://post.example/ab"),
        ("https://post.example", "https://post.example/"),
        ("ftp://post.example/a", None),
        ("post.example/a", None),
        ("https://localhost/a", None),
        ("https://[broken/a", None),
        ("javascript:void(0)", None),
        ("", None),
        (None, None),
    ],
)
def test_canonical_form(url: str | None, canonical: str | None) -> None:
    assert canonical_form(url) == canonical
    assert canonical_form(canonical) == canonical


@pytest.mark.parametrize(
    ("url", "declared", "expected"),
    [
        ("https://post.example/a?x=1", "https://post.example/a", "https://post.example/a"),
        ("https://post.example/b/a", "/c", "https://post.example/c"),
        ("https://post.example/a", "https://post.example/", "https://post.example/a"),
        (None, "https://post.example/a", "https://post.example/a"),
        ("https://post.example/a", None, "https://post.example/a"),
        ("https://post.example/a", "nonsense:", "https://post.example/a"),
    ],
)
def test_a_declared_address_is_believed_unless_it_is_the_front_page(
    url: str | None, declared: str | None, expected: str
) -> None:
    assert choose_canonical(url, declared) == expected


def ids(**changes: Any) -> Ids:
    values: dict[str, Any] = {
        "raw_file_id": uuid.UUID(int=1),
        "member": "",
        "position": 0,
        "outlet": "Arlen Post",
        "canonical_url": None,
        "external_id": None,
        "title": "Bridge closed",
        "body": "The bridge is closed.",
    }
    return make_ids(**{**values, **changes})


def test_an_address_names_the_article_whatever_its_scheme_and_text() -> None:
    one = ids(canonical_url="https://www.post.example/a/")
    other = ids(canonical_url="http://post.example/a", body="It is open.", external_id="7")
    assert one.article == other.article
    assert one.revision != other.revision


def test_the_front_page_names_no_article() -> None:
    front = "https://post.example/"
    assert ids(canonical_url=front).article != ids(canonical_url=front, body="Else.").article


def test_without_an_address_the_sources_id_names_it() -> None:
    assert ids(external_id="7").article == ids(external_id="7", title="Else").article
    assert ids(external_id="7").article != ids(external_id="8").article
    assert ids(external_id="7").article != ids(external_id="7", outlet="Tolm Echo").article


def test_without_either_outlet_title_and_text_name_it() -> None:
    assert ids().article == ids(body="THE bridge\n\nis closed.", outlet="ARLEN POST").article
    assert ids().article != ids(outlet="Tolm Echo").article
    assert ids().content == ids(outlet="Tolm Echo").content


def test_no_id_but_the_documents_depends_on_the_file() -> None:
    here, there = ids(), ids(raw_file_id=uuid.UUID(int=2), member="x", position=9)
    assert here.document != there.document
    assert (here.article, here.revision, here.content) == (
        there.article,
        there.revision,
        there.content,
    )


@given(st.text(max_size=80))
def test_any_text_can_be_an_address(text: str) -> None:
    for url in (text, f"https://post.example/{text}", f"https://{text}/a?{text}"):
        canonical = canonical_form(url)
        assert canonical is None or canonical.startswith(("http://", "https://"))
        assert canonical_form(canonical) == canonical


@given(st.text(min_size=1, max_size=30), st.text(max_size=60), st.text(max_size=20))
def test_equal_texts_have_one_hash_whatever_their_case_and_spacing(
    title: str, body: str, outlet: str
) -> None:
    spaced = f"  {body}\n".replace(" ", "  ")
    one, other = ids(title=title, body=body), ids(title=f" {title} ", body=spaced, outlet=outlet)
    assert one.content == other.content
    assert one.document == other.document
    assert (one.revision == other.revision) == (one.article == other.article)
