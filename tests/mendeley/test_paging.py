"""Links from page to page, trusted as little as possible."""

from __future__ import annotations

import pytest

from mendeley_sync.errors import EXIT_SERVICE
from mendeley_sync.mendeley.requests import paging
from mendeley_sync.mendeley.requests.paging import (
    CircularPagesError,
    ForeignLinkError,
    Walk,
    count_of,
    link_target,
)

HOST = "https://api.mendeley.com"
FIRST = f"{HOST}/documents?group_id=g-1&view=all&limit=500"


def a_link(url: str, relation: str = "next") -> str:
    return f'<{url}>; rel="{relation}"'


def marked(marker: str, rest: str = "&group_id=g-1&view=all&limit=500") -> str:
    return a_link(f"{HOST}/documents?marker={marker}{rest}")


def test_the_next_link_is_found_among_joined_lines() -> None:
    header = f"{a_link(HOST + '/a', 'last')}, {a_link(HOST + '/b')}"

    assert link_target(header, "next") == f"{HOST}/b"
    assert link_target(header, "previous") is None
    assert link_target(None, "next") is None
    assert link_target("nonsense", "next") is None


def test_without_a_next_link_the_walk_is_over() -> None:
    assert Walk(FIRST).following(a_link(f"{HOST}/documents?x", "previous")) is None


def test_what_a_link_loses_is_put_back() -> None:
    following = Walk(FIRST).following(marked("m-1", rest=""))

    assert following == f"{HOST}/documents?marker=m-1&group_id=g-1&view=all&limit=500"


def test_what_a_link_changes_is_changed_back() -> None:
    following = Walk(FIRST).following(marked("m-1", rest="&group_id=g-1&view=core&limit=20"))

    assert following is not None
    assert "view=all" in following
    assert "limit=500" in following
    assert "core" not in following


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/documents?marker=m&group_id=g-1",
        "http://api.mendeley.com/documents?marker=m&group_id=g-1",
        "https://api.mendeley.com:8443/documents?marker=m&group_id=g-1",
        "https://api.mendeley.com.evil.example/documents?marker=m",
        "https://api.mendeley.com@evil.example/documents?marker=m",
        "https://user@api.mendeley.com/documents?marker=m",
        "https://api.mendeley.com/trash?marker=m&group_id=g-1",
        "/documents?marker=m&group_id=g-1",
        "https://api.mendeley.com/documents?marker=m&group_id=other",
    ],
)
def test_a_link_elsewhere_is_not_followed(url: str) -> None:
    with pytest.raises(ForeignLinkError) as caught:
        Walk(FIRST).following(a_link(url))

    assert caught.value.exit_code == EXIT_SERVICE


def test_the_same_host_written_otherwise_is_the_same_host() -> None:
    link = a_link("https://API.mendeley.com:443/documents?marker=m&group_id=g-1")

    assert Walk(FIRST).following(link) is not None


def test_a_marker_that_comes_again_is_a_circle() -> None:
    walk = Walk(FIRST)
    walk.following(marked("m-1"))
    walk.following(marked("m-2"))

    with pytest.raises(CircularPagesError, match="circle"):
        walk.following(marked("m-1"))


def test_a_next_link_without_a_marker_is_a_circle() -> None:
    with pytest.raises(CircularPagesError, match="no marker"):
        Walk(FIRST).following(marked(""))


def test_no_walk_is_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_PAGES", 3)
    walk = Walk(FIRST)
    walk.following(marked("m-1"))
    walk.following(marked("m-2"))

    with pytest.raises(CircularPagesError, match="more than 3 pages"):
        walk.following(marked("m-3"))


@pytest.mark.parametrize(
    ("text", "count"),
    [("3", 3), (" 20000 ", 20000), ("0", 0), ("", None), ("-1", None), ("many", None), ("²", None)],
)
def test_a_count_is_a_number_or_nothing(text: str, count: int | None) -> None:
    assert count_of({"mendeley-count": text}) == count


def test_no_header_no_count() -> None:
    assert count_of({}) is None
