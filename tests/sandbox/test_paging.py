"""Pages as the service cuts them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.replay import links_of
from tests.sandbox.calls import Answer, Calls
from tests.scenario import GROUP, a_state

COUNT = 7


@pytest.fixture
def calls() -> Calls:
    return Calls(a_state([{"title": f"T{number}"} for number in range(COUNT)]))


def follow(calls: Calls, answer: Answer, relation: str) -> Answer:
    parts = urlsplit(links_of(answer)[relation])
    return calls.get(f"{parts.path}?{parts.query}")


def titles(answer: Answer) -> list[str]:
    return [item["title"] for item in answer.json]


# Few different times and titles, so that ties are common: ties are where pages overlap.
documents = st.fixed_dictionaries(
    {
        "title": st.sampled_from("abc"),
        "created": st.sampled_from(["2023-01-01T00:00:00.000Z", "2023-01-02T00:00:00.000Z"]),
    }
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    held=st.lists(documents, max_size=9),
    limit=st.integers(1, 5),
    sort=st.sampled_from(["title", "created", "last_modified"]),
    order=st.sampled_from(["asc", "desc"]),
)
def test_pages_neither_lose_nor_repeat_a_document_in_any_order(
    held: list[dict[str, str]], limit: int, sort: str, order: str
) -> None:
    calls = Calls(a_state(held))
    whole = [item["id"] for item in calls.group(sort=sort, order=order, limit=500)]

    page = calls.get("/documents", group_id=GROUP, sort=sort, order=order, limit=limit)
    found = [item["id"] for item in page.json]
    while "next" in links_of(page):
        page = follow(calls, page, "next")
        found += [item["id"] for item in page.json]

    assert found == whole
    assert len(set(found)) == len(held)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 500])
def test_the_pages_together_are_the_list(calls: Calls, limit: int) -> None:
    page = calls.get("/documents", group_id=GROUP, limit=limit)
    found = titles(page)
    while "next" in links_of(page):
        page = follow(calls, page, "next")
        found += titles(page)

    assert found == [f"T{number}" for number in range(COUNT)]


def test_relations_depend_on_the_place(calls: Calls) -> None:
    first = calls.get("/documents", group_id=GROUP, limit=3)
    middle = follow(calls, first, "next")
    last = follow(calls, middle, "next")

    assert list(links_of(first)) == ["next", "last"]
    assert list(links_of(middle)) == ["first", "previous", "next", "last"]
    assert list(links_of(last)) == ["first", "previous"]


def test_links_lead_where_they_say(calls: Calls) -> None:
    first = calls.get("/documents", group_id=GROUP, limit=3)
    middle = follow(calls, first, "next")

    assert titles(follow(calls, middle, "previous")) == titles(first)
    assert titles(follow(calls, middle, "first")) == titles(first)
    assert titles(follow(calls, first, "last")) == ["T4", "T5", "T6"]


def test_links_keep_what_was_asked(calls: Calls) -> None:
    first = calls.get("/documents", group_id=GROUP, view="all", sort="title", limit=3)

    kept = parse_qs(urlsplit(links_of(first)["next"]).query)
    assert kept["group_id"] == [GROUP]
    assert kept["view"] == ["all"]
    assert kept["sort"] == ["title"]
    assert list(kept) == ["limit", "reverse", "order", "marker", "group_id", "view", "sort"]


def test_only_the_first_of_several_pages_counts(calls: Calls) -> None:
    first = calls.get("/documents", group_id=GROUP, limit=3)

    assert first.headers["Mendeley-Count"] == "7"
    assert "Mendeley-Count" not in follow(calls, first, "next").headers
    assert "Mendeley-Count" not in calls.get("/documents", group_id=GROUP, limit=7).headers


def test_an_empty_list_has_neither_links_nor_count(calls: Calls) -> None:
    answer = calls.get("/documents")

    assert answer.json == []
    assert "Link" not in answer.headers
    assert "Mendeley-Count" not in answer.headers


def test_files_have_next_alone_and_nothing_on_the_last_page(calls: Calls) -> None:
    ids = [item["id"] for item in calls.group()]
    for number, document_id in enumerate(ids[:3]):
        kept = {"id": f"f{number}", "document_id": document_id, "created": "", "filehash": ""}
        calls.state.files[f"f{number}"] = kept

    first = calls.get("/files", group_id=GROUP, limit=2)
    last = follow(calls, first, "next")

    assert list(links_of(first)) == ["next"]
    assert links_of(last) == {}
    assert first.headers["Mendeley-Count"] == "3"


@pytest.mark.parametrize(
    ("path", "limit", "status"),
    [
        ("/documents", 500, 200),
        ("/documents", 501, 400),
        ("/documents", 0, 400),
        ("/documents", "x", 400),
        ("/annotations", 200, 200),
        ("/annotations", 201, 400),
        ("/search/catalog?query=a", 100, 200),
        ("/search/catalog?query=a", 101, 400),
    ],
)
def test_each_call_has_its_largest_page(
    calls: Calls, path: str, limit: object, status: int
) -> None:
    joint = "&" if "?" in path else "?"

    assert calls.get(f"{path}{joint}limit={limit}").status_code == status


@pytest.mark.parametrize(
    ("manner", "status", "found"),
    [("error", 400, None), ("empty", 200, 0), ("start", 200, 3)],
)
def test_a_vanished_marker_is_met_in_the_manner_chosen(
    calls: Calls, manner: str, status: int, found: int | None
) -> None:
    calls.state.switches.lost_marker = manner
    first = calls.get("/documents", group_id=GROUP, limit=3)
    calls.state.trash(first.json[-1]["id"])

    answer = follow(calls, first, "next")

    assert answer.status_code == status
    assert found is None or len(answer.json) == found
