import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.path_pattern import check_pattern, match_path


@pytest.mark.parametrize(
    ("pattern", "path", "values"),
    [
        (
            "{outlet}/{published:%Y/%m/%d}/*",
            "Arlen Post/2024/05/03/a.html",
            {"outlet": "Arlen Post", "published": "2024-05-03"},
        ),
        (
            "{outlet}/**/{external_id}.html",
            "post/x/y/12.html",
            {"outlet": "post", "external_id": "12"},
        ),
        ("{outlet}/**/{external_id}.html", "post/12.html", {"outlet": "post", "external_id": "12"}),
        ("{outlet}/**", "post", {"outlet": "post"}),
        (
            "{published:%Y%m%d}_{language}.xml",
            "20240503_en.xml",
            {"published": "2024-05-03", "language": "en"},
        ),
        (
            "{section}/{published}.txt",
            "sport/2024-05-03.txt",
            {"section": "sport", "published": "2024-05-03"},
        ),
        ("{published:%Y}/**", "1824/a/b", {"published": "1824"}),
        ("{published:%Y-%m}/*", "2024-05/a", {"published": "2024-05"}),
        ("{published:%Y%j}.txt", "2024124.txt", {"published": "2024-05-03"}),
        ("{published:%y%m%d-%H%M}*", "240503-1015.html", {"published": "2024-05-03T10:15"}),
        ("**", "a/b/c", {}),
        ("a.c", "abc", None),
        ("{published:%Y/%m/%d}/*", "2024/13/03/a", None),
        ("{published:%Y%j}", "2023366", None),
        ("{outlet}/*", "post/a/b", None),
        ("{outlet}/*", "post", None),
    ],
)
def test_match_path(pattern: str, path: str, values: dict[str, str] | None) -> None:
    found = match_path(pattern, path)
    assert (dict(found) if found is not None else None) == values


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "is empty"),
        ("{foo}/*", "expected one of {outlet}"),
        ("{outlet", "found a lone '{' at character 1"),
        ("{outlet}/{outlet}", "{outlet} twice"),
        ("{outlet:%Y}", "only {published:...} takes one"),
        ("{published:%B %Y}", "found %B"),
        ("{published:%Y%Y}", "found %Y twice"),
        ("{published:%m/%d}", "without a year"),
    ],
)
def test_patterns_that_cannot_be_used(pattern: str, message: str) -> None:
    with pytest.raises(ValueError, match="path pattern") as raised:
        check_pattern(pattern)
    assert message in str(raised.value)


@given(st.text(alphabet="ab/*.-"), st.text(alphabet="ab/*.-"))
def test_text_without_wildcards_matches_itself_alone(pattern: str, path: str) -> None:
    if "*" in pattern or not pattern.strip("/"):
        return
    assert (match_path(pattern, path) is not None) == (pattern == path)
