"""Catalog, look-up, searches and the short lists."""

from __future__ import annotations

import pytest

from tests.contract.replay import links_of
from tests.sandbox.calls import Calls, message
from tests.scenario import a_state

ENTRY = {
    "id": "5cd8328e-febe-3299-8e26-cf6ab2c07f0f",
    "title": "Balint groups in general practice",
    "type": "journal",
    "authors": [{"first_name": "Anna", "last_name": "Muster"}],
    "year": 2019,
    "identifiers": {"doi": "10.5555/JIM.2019"},
    "reader_count": 7,
    "pages": "1-2",
}
LOOKUP = "application/vnd.mendeley-document-lookup.1+json"


@pytest.fixture
def calls() -> Calls:
    state = a_state()
    state.catalog = {
        str(ENTRY["id"]): dict(ENTRY),
        "2": {"id": "2", "title": "Balint again", "type": "book", "year": 2001},
        "3": {"id": "3", "title": "Something else", "type": "book"},
    }
    return Calls(state)


def test_an_entry_is_found_by_one_identifier_whatever_its_case(calls: Calls) -> None:
    found = calls.get("/catalog", doi="10.5555/jim.2019").json

    assert [entry["id"] for entry in found] == [ENTRY["id"]]
    assert calls.get("/catalog", doi="10.5555/none").json == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "No filter specified"),
        ({"doi": "1", "pmid": "2"}, "Conflicting filters specified"),
        ({"doi": "10.5555/jim.2019", "view": "bad"}, "Invalid view"),
    ],
)
def test_unusable_filters_are_refused(calls: Calls, query: dict[str, str], said: str) -> None:
    answer = calls.get("/catalog", **query)

    assert answer.status_code == 400
    assert message(answer) == said


@pytest.mark.parametrize(
    ("view", "has", "lacks"),
    [
        ("", "title", "pages"),
        ("bib", "pages", "reader_count"),
        ("stats", "reader_count", "pages"),
        ("all", "reader_count", "none"),
    ],
)
def test_views_of_the_catalog(calls: Calls, view: str, has: str, lacks: str) -> None:
    shown = calls.get(f"/catalog/{ENTRY['id']}", **({"view": view} if view else {})).json

    assert has in shown
    assert lacks not in shown


def test_a_look_up_gives_the_best_entry_and_a_score(calls: Calls) -> None:
    by_doi = calls.get("/metadata", LOOKUP, doi="10.5555/jim.2019").json
    by_title = calls.get("/metadata", LOOKUP, title="Balint groups in general practise").json

    assert by_doi == {"catalog_id": ENTRY["id"], "score": 100}
    assert by_title["catalog_id"] == ENTRY["id"]
    assert 60 <= by_title["score"] < 100


@pytest.mark.parametrize("query", [{"title": "zzz"}, {"authors": "Muster"}, {"pmid": "1"}])
def test_a_look_up_that_fails_has_an_empty_body(calls: Calls, query: dict[str, str]) -> None:
    answer = calls.get("/metadata", LOOKUP, **query)

    assert answer.status_code == 404
    assert answer.get_data() == b""
    assert answer.headers["Content-Type"] == "application/json"


def test_a_search_of_the_catalog_goes_by_words_and_years(calls: Calls) -> None:
    assert len(calls.get("/search/catalog", query="balint").json) == 2
    assert len(calls.get("/search/catalog", title="balint", min_year=2010).json) == 1
    assert len(calls.get("/search/catalog", author="muster").json) == 1
    assert calls.get("/search/catalog").status_code == 400


def test_a_search_of_the_catalog_has_first_on_later_pages(calls: Calls) -> None:
    first = calls.get("/search/catalog", query="balint", limit=1)
    later = calls.get(links_of(first)["next"].partition("http://localhost")[2])

    assert list(links_of(first)) == ["next"]
    assert list(links_of(later)) == ["first"]


def test_a_search_of_documents_is_sparse_and_pages_by_a_number(calls: Calls) -> None:
    for number in range(3):
        calls.state.create(title=f"Basket {number}", profile_id=calls.state.me)

    first = calls.get("/search/documents", query="basket", limit=2)
    last = calls.get(links_of(first)["next"].partition("http://localhost")[2])

    assert set(first.json[0]) == {"id", "title", "type"}
    assert first.headers["Mendeley-Count"] == "3"
    assert "page=" in links_of(first)["next"]
    assert [item["title"] for item in last.json] == ["Basket 2"]
    assert list(links_of(last)) == ["first"]


def test_a_page_that_was_made_up_is_refused(calls: Calls) -> None:
    assert calls.get("/search/documents", query="a", page="made-up").status_code == 400


@pytest.mark.parametrize(
    ("path", "kind", "count"),
    [
        ("/document_types", "application/vnd.mendeley-document-type.1+json", 20),
        ("/identifier_types", "application/vnd.mendeley-document-identifier.1+json", 7),
    ],
)
def test_the_short_lists_are_not_paged(calls: Calls, path: str, kind: str, count: int) -> None:
    answer = calls.get(path, kind, limit=1)

    assert len(answer.json) == count
    assert "Link" not in answer.headers
