"""Documents through the vendor's SDK, in one's own library and in a group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import arrow
import pytest
from mendeley.exception import MendeleyApiException, MendeleyException
from mendeley.models.common import Person

from mendeley_sync.sandbox.server import SandboxServer
from tests.contract.sdk.conftest import GROUP, ME, OTHER, UNKNOWN, Calls, fields_of

WHOLE: dict[str, Any] = {
    "source": "Journal of Invented Baskets",
    "year": 2014,
    "identifiers": {"doi": "10.5555/1"},
    "keywords": ["baskets", "water"],
    "abstract": "The wonders",
    "pages": "1-6",
    "volume": "loud",
    "issue": "73",
    "websites": ["https://example.org"],
    "month": 11,
    "publisher": "A press",
    "day": 5,
    "city": "Scunthorpe",
    "edition": "First",
    "institution": "A school",
    "series": "World Series",
    "chapter": "3",
    "revision": "2",
    "tags": ["fun"],
    "read": True,
    "starred": True,
    "authored": True,
    "confirmed": True,
    "hidden": True,
}
PEOPLE = {
    "authors": [Person.create("Piers", "Invented", None)],
    "editors": [Person.create("John", "Sample", "7")],
}
CORE = {"id", "title", "type", "source", "year", "identifiers", "keywords", "abstract"}


@pytest.fixture(params=["mine", "of the group"])
def documents(sdk: Any, request: pytest.FixtureRequest) -> Any:
    """The documents of one's own library, then those of a group."""
    return sdk.documents if request.param == "mine" else sdk.groups.get(GROUP).documents


def whole(documents: Any, title: str = "Underwater baskets") -> Any:
    return documents.create(title, "journal", accessed="2014-09-03", **PEOPLE, **WHOLE)


def test_a_document_with_every_field_comes_back_with_every_field(documents: Any) -> None:
    made = whole(documents)

    kept = documents.get(made.id, view="all")

    for found in (made, kept):
        assert fields_of(found).items() >= WHOLE.items()
        assert [author.last_name for author in found.authors] == ["Invented"]
        assert [editor.scopus_author_id for editor in found.editors] == ["7"]
        assert found.accessed == arrow.get(2014, 9, 3)
        assert found.profile.id == ME
    assert made.file_attached is None
    assert kept.file_attached is False


def test_a_minimal_document_has_no_more_than_was_sent(documents: Any) -> None:
    made = documents.create("Only a title", "book")

    shown = {name for name, value in fields_of(made).items() if value is not None}
    assert shown == {"id", "title", "type"}
    assert made.created == made.last_modified
    assert made.authors is None


@pytest.mark.parametrize(
    ("view", "has", "lacks"),
    [
        (None, CORE, {"pages", "tags", "read"}),
        ("bib", CORE | {"pages", "volume", "revision", "city"}, {"tags", "read"}),
        ("client", CORE | {"read", "hidden", "file_attached"}, {"pages", "tags"}),
        ("tags", CORE | {"tags"}, {"pages", "read"}),
        ("all", CORE | {"pages", "tags", "read", "file_attached"}, set()),
    ],
)
def test_each_view_shows_its_fields(
    documents: Any, view: str | None, has: set[str], lacks: set[str]
) -> None:
    made = whole(documents)

    for found in (
        documents.get(made.id, view=view),
        next(iter(documents.list(view=view).items)),
        next(documents.iter(view=view)),
    ):
        assert has <= {name for name, value in found.json.items() if value is not None}
        assert not lacks & found.json.keys()
        assert [author.first_name for author in found.authors] == ["Piers"]


def test_a_view_that_does_not_exist_is_refused(documents: Any) -> None:
    made = documents.create("A", "journal")

    calls: Calls = (
        lambda: documents.get(made.id, view="bad"),
        lambda: documents.list(view="bad"),
        lambda: documents.get(made.id, view="core"),
    )
    for call in calls:
        with pytest.raises(MendeleyApiException, match="Invalid view") as raised:
            call()
        assert raised.value.status == 400
        assert raised.value.rsp.headers["content-type"] == "application/json"


def test_people_and_groups_are_loaded_when_they_are_looked_at(
    sdk: Any, server: SandboxServer
) -> None:
    made = sdk.groups.get(GROUP).documents.create("A", "journal")
    before = len(server.requests)

    assert (made.profile.id, made.group.id) == (ME, GROUP)
    assert len(server.requests) == before
    assert made.profile.display_name == "Clara Beispiel"
    group = made.group
    assert (group.name, group.role) == ("Basket weaving", "normal")
    assert len(server.requests) == before + 2


def test_pages_lead_on_and_iterating_finds_all(documents: Any) -> None:
    for number in range(5):
        documents.create(f"title {number}", "journal")

    first = documents.list(page_size=2)
    second = first.next_page
    third = second.next_page

    assert [len(page.items) for page in (first, second, third)] == [2, 2, 1]
    assert {page.count for page in (first, second, third)} == {5}
    assert third.next_page is None
    assert set(first.rsp.links) == {"next", "last"}
    assert set(second.rsp.links) == {"first", "previous", "next", "last"}
    assert set(third.rsp.links) == {"first", "previous"}
    assert [item.title for item in second.first_page.items] == ["title 0", "title 1"]
    assert [item.title for item in documents.iter(page_size=2)] == [f"title {n}" for n in range(5)]
    assert documents.list().count == 5


def test_the_sdk_does_not_find_its_way_back_as_with_the_service(documents: Any) -> None:
    for number in range(3):
        documents.create(f"title {number}", "journal")

    last = documents.list(page_size=2).last_page

    # The service says `previous`, the SDK looks for `prev`; its `last_page` follows `next`.
    assert "previous" in last.rsp.links
    assert last.previous_page is None
    assert [item.title for item in last.items] == ["title 2"]


def test_the_links_backwards_lead_back(sdk: Any, documents: Any) -> None:
    for number in range(5):
        documents.create(f"title {number}", "journal")
    first = documents.list(page_size=2)

    def titles(page: Any, relation: str) -> tuple[list[str], Any]:
        answer = sdk.get(page.links[relation]["url"])
        return [item["title"] for item in answer.json()], answer

    last, page = titles(first.rsp, "last")
    middle, page_before = titles(page, "previous")
    top, _ = titles(page_before, "previous")

    assert last == ["title 3", "title 4"]
    assert middle == ["title 1", "title 2"]
    assert top == ["title 0"]
    assert "Mendeley-Count" not in page.headers


@pytest.mark.parametrize("sort", ["title", "created", "last_modified"])
@pytest.mark.parametrize("order", ["asc", "desc", None])
def test_they_come_in_the_order_asked_for(documents: Any, sort: str, order: str | None) -> None:
    for title in ("C", "A", "B"):
        documents.create(title, "journal")
    ways = {"title": ["A", "B", "C"], "created": ["C", "A", "B"], "last_modified": ["C", "A", "B"]}
    expected = ways[sort][::-1] if order == "desc" else ways[sort]

    assert [item.title for item in documents.list(sort=sort, order=order).items] == expected
    assert [item.title for item in documents.iter(2, sort=sort, order=order)] == expected


def test_what_changed_and_what_is_gone_since(documents: Any) -> None:
    made = [documents.create(title, "journal") for title in ("A", "B", "C")]
    since = made[1].created

    assert [item.title for item in documents.list(modified_since=since).items] == ["B", "C"]
    made[0].delete()
    made[2].delete()

    gone = documents.list(deleted_since=since)
    assert [item.json for item in gone.items] == [{"id": made[0].id}, {"id": made[2].id}]
    assert [item.id for item in documents.iter(deleted_since=arrow.get(2030, 1, 1))] == []
    assert [item.title for item in documents.iter(modified_since=since)] == ["B"]


def test_an_update_keeps_what_was_not_sent(documents: Any) -> None:
    made = whole(documents)

    changed = made.update(title="Overground", authors=[Person.create("A", "New", None)])

    assert (changed.title, changed.pages, changed.file_attached) == ("Overground", "1-6", False)
    assert [author.last_name for author in changed.authors] == ["New"]
    assert changed.last_modified > made.last_modified
    assert documents.get(made.id).title == "Overground"
    assert changed.update(accessed="2015-01-02").accessed == arrow.get(2015, 1, 2)


def test_what_is_deleted_is_not_found(documents: Any) -> None:
    made = documents.create("A", "journal")

    made.delete()

    assert documents.list().items == []
    for call in (lambda: documents.get(made.id), lambda: documents.get(UNKNOWN), made.delete):
        with pytest.raises(MendeleyApiException, match="Document not found") as raised:
            call()
        assert raised.value.status == 404


def test_a_file_becomes_a_document_named_after_it(sdk: Any, tmp_path: Path) -> None:
    path = tmp_path / "basket.txt"
    path.write_text("Some of the boys", encoding="utf-8")

    made = sdk.documents.create_from_file(str(path))

    assert (made.title, made.type, made.file_attached) == ("basket.txt", "journal", True)
    assert [file.size for file in made.files.iter()] == [16]
    other = sdk.documents.create_pdf_from_requests(b"%PDF", "paper.pdf")
    assert [file.mime_type for file in other.files.list().items] == ["application/pdf"]


def test_a_search_finds_words_in_one_s_own_library(sdk: Any) -> None:
    for title in ("Underwater basket", "Underwater bucket", "Overground basket", "A basket more"):
        sdk.documents.create(title, "journal", publisher="A press", source="Baskets", year=2014)
    sdk.groups.get(GROUP).documents.create("A basket of the group", "journal")

    page = sdk.documents.search("basket weaving").list(page_size=2)

    assert (page.count, len(page.items)) == (4, 2)
    assert set(page.rsp.links) == {"next"}
    assert set(page.next_page.rsp.links) == {"first"}
    assert len(list(sdk.documents.search("underwater").iter(page_size=1))) == 2
    item = sdk.documents.search("bucket", view="all").list().items[0]
    assert (item.publisher, item.read, item.file_attached) == ("A press", False, False)
    assert "created" not in item.json


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"title": "underwater"}, {"Underwater basket"}),
        ({"author": "invented"}, {"Underwater basket"}),
        ({"source": "second"}, {"Another thing"}),
        ({"abstract": "wonders"}, {"Underwater basket"}),
        ({"title": "basket thing", "min_year": 2015}, {"Another thing"}),
        ({"title": "basket thing", "max_year": 2015}, {"Underwater basket"}),
    ],
)
def test_an_advanced_search_goes_by_fields(
    sdk: Any, asked: dict[str, Any], titles: set[str]
) -> None:
    whole(sdk.documents, "Underwater basket")
    sdk.documents.create("Another thing", "journal", source="The second", year=2016)

    search = sdk.documents.advanced_search(**asked)

    assert {item.title for item in search.iter()} == titles
    assert {item.title for item in search.list().items} == titles
    assert sdk.documents.advanced_search(**asked, view="bib").list().count == 1


def test_groups_cannot_be_searched(sdk: Any) -> None:
    documents = sdk.groups.get(GROUP).documents

    calls: Calls = (
        lambda: documents.search("a"),
        lambda: documents.advanced_search(title="a"),
    )
    for call in calls:
        with pytest.raises(MendeleyException, match="not available for group documents"):
            call()


def test_foreign_documents_are_not_found(sdk: Any, server: SandboxServer) -> None:
    foreign = server.state.create(title="Not mine", profile_id=OTHER)

    with pytest.raises(MendeleyApiException, match="Document not found"):
        sdk.documents.get(foreign)


def test_folders_hold_documents(sdk: Any) -> None:
    group = sdk.groups.get(GROUP)
    made = group.documents.create("A", "journal")
    top = group.folders.create("Top")
    under = top.create("Under")

    under.add_document(made)

    assert [folder.name for folder in group.folders.iter(page_size=1)] == ["Top", "Under"]
    assert (under.parent.id, under.group.id) == (top.id, GROUP)
    assert group.folders.get(under.id).name == "Under"
    assert [item.title for item in under.documents.list().items] == ["A"]
    under.remove_document(made)
    assert list(under.documents.iter()) == []
    top.delete()
    assert group.folders.list().items == []
