"""The catalog through the vendor's SDK: by id, by identifier, looked up, searched."""

from __future__ import annotations

from typing import Any

import pytest
from mendeley.exception import MendeleyApiException, MendeleyException

from mendeley_sync.sandbox.server import SandboxServer
from tests.contract.sdk.conftest import ENTRY, FILEHASH, UNKNOWN, Calls

CORE = {"id", "title", "type", "authors", "year", "source", "identifiers", "link", "abstract"}
STATS = {
    "reader_count",
    "reader_count_by_academic_status",
    "reader_count_by_subdiscipline",
    "reader_count_by_country",
}


@pytest.fixture(params=["a person", "the application"])
def catalog(sdk: Any, app: Any, request: pytest.FixtureRequest) -> Any:
    """The catalog as a person sees it, then as an application without one does."""
    if request.param == "a person":
        return sdk.catalog
    return app.start_client_credentials_flow().authenticate().catalog


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (None, CORE),
        ("bib", CORE | {"volume"}),
        ("client", CORE | {"file_attached"}),
        ("stats", CORE | STATS),
        ("all", CORE | STATS | {"volume", "file_attached"}),
    ],
)
def test_each_view_shows_its_fields(catalog: Any, view: str | None, shown: set[str]) -> None:
    doi = "10.5555/jim.0000908"

    assert set(catalog.get(ENTRY, view=view).json) == shown
    assert set(catalog.by_identifier(doi=doi, view=view).json) == shown
    looked_up = catalog.lookup(doi=doi, view=view)
    assert (looked_up.id, looked_up.score) == (ENTRY, 100)
    assert set(looked_up.json) == shown
    assert set(catalog.search("invented", view=view).list().items[0].json) == shown


@pytest.mark.parametrize(
    "identifier",
    [
        {"arxiv": "0704.0001"},
        {"doi": "10.5555/JIM.0000908"},
        {"doi": "doi:10.5555/jim.0000908"},
        {"isbn": "1932-6203"},
        {"issn": "1932-6203"},
        {"pmid": "17878943"},
        {"scopus": "2-s2.0-41249100408"},
        {"filehash": FILEHASH},
    ],
)
def test_an_entry_is_found_by_each_identifier(catalog: Any, identifier: dict[str, str]) -> None:
    found = catalog.by_identifier(**identifier)

    assert found.id == ENTRY
    assert found.authors[0].last_name == "Invented"
    assert found.identifiers["pmid"] == "17878943"


@pytest.mark.parametrize(
    ("identifier", "score"),
    [
        ({"arxiv": "0704.0001"}, 100),
        ({"pmid": "17878943"}, 100),
        ({"filehash": FILEHASH}, 100),
        ({"title": "Changes in invented forests", "year": 2007, "source": "Invented ONE"}, 91),
        ({"doi": "10.5555/none", "title": "Changes in invented forests"}, 91),
    ],
)
def test_a_look_up_gives_a_score_and_the_entry_behind_it(
    catalog: Any, identifier: dict[str, Any], score: int
) -> None:
    found = catalog.lookup(**identifier)

    assert (found.id, found.score) == (ENTRY, score)
    assert (found.year, found.link) == (2007, "https://www.example.org/research/changes")


def test_one_filter_is_wanted(catalog: Any) -> None:
    for asked, said in (
        ({}, "No filter specified"),
        ({"doi": "1", "pmid": "2"}, "Conflicting filters specified"),
        ({"doi": "1", "view": "bad"}, "Invalid view"),
    ):
        with pytest.raises(MendeleyApiException, match=said) as raised:
            catalog.by_identifier(**asked)
        assert raised.value.status == 400


def test_what_is_not_there_is_empty_or_not_found(catalog: Any) -> None:
    with pytest.raises(MendeleyException, match="Catalog document not found"):
        catalog.by_identifier(doi="10.5555/none")
    calls: Calls = (
        lambda: catalog.lookup(doi="10.5555/none"),
        lambda: catalog.lookup(authors="A"),
    )
    for call in calls:
        with pytest.raises(MendeleyApiException) as missed:
            call()
        assert (missed.value.status, missed.value.message) == (404, "")
    with pytest.raises(MendeleyApiException) as raised:
        catalog.get(UNKNOWN)
    assert raised.value.status == 404
    for view in ("bad", "core", "tags"):
        with pytest.raises(MendeleyApiException, match="Invalid view"):
            catalog.get(ENTRY, view=view)


def test_a_search_leads_on_by_numbers(catalog: Any, server: SandboxServer) -> None:
    page = catalog.search("mapreduce").list(page_size=2)

    assert (page.count, len(page.items), set(page.rsp.links)) == (5, 2, {"next"})
    assert "marker=00000000-0000-0002-0000-000000000000" in page.rsp.links["next"]["url"]
    assert set(page.next_page.rsp.links) == {"next", "first"}
    assert [item.title for item in page.next_page.first_page.items] == [
        item.title for item in page.items
    ]
    assert len({item.id for item in catalog.search("mapreduce").iter(page_size=2)}) == 5
    assert catalog.search("zzz").list().items == []


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"title": "mapreduce"}, 5),
        ({"author": "Luz Invented"}, 1),
        ({"source": "invented"}, 1),
        ({"abstract": "diversity"}, 1),
        ({"title": "mapreduce", "min_year": 2004}, 2),
        ({"title": "mapreduce", "max_year": 2002}, 2),
        ({"title": "mapreduce", "author": "Invented"}, 6),
        ({"title": "mapreduce", "open_access": "true"}, 0),
    ],
)
def test_an_advanced_search_has_any_of_the_words(
    catalog: Any, asked: dict[str, Any], count: int
) -> None:
    search = catalog.advanced_search(**asked)

    assert len(list(search.iter(page_size=2))) == count
    assert search.list(page_size=2).count == count
    assert len(catalog.advanced_search(**asked, view="all").list().items) == count
