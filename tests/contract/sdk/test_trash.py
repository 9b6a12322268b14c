"""The trash through the vendor's SDK, one's own and that of a group."""

from __future__ import annotations

from typing import Any

import pytest
from mendeley.exception import MendeleyApiException

from tests.contract.sdk.conftest import GROUP, ME, TRASHED, UNKNOWN, Calls


@pytest.fixture(params=["mine", "of the group"])
def library(sdk: Any, request: pytest.FixtureRequest) -> Any:
    """Where documents and trash hang: the session itself, then a group."""
    return sdk if request.param == "mine" else sdk.groups.get(GROUP)


def thrown_away(library: Any, *titles: str) -> list[Any]:
    made = [
        library.documents.create(title, "journal", pages="1-6", tags=["fun"], starred=True)
        for title in titles
    ]
    return [document.move_to_trash() for document in made]


def own(page_or_items: Any) -> list[str]:
    """Titles, without the one that the state file put into the group's trash."""
    return [item.title for item in page_or_items if item.id != TRASHED]


@pytest.mark.parametrize(
    ("view", "has", "lacks"),
    [
        (None, {"id", "title", "type", "created", "last_modified", "profile_id"}, {"pages"}),
        ("bib", {"pages"}, {"tags", "starred"}),
        ("client", {"starred", "file_attached", "hidden"}, {"pages", "tags"}),
        ("tags", {"tags"}, {"pages", "starred"}),
        ("all", {"pages", "tags", "starred", "file_attached"}, set()),
    ],
)
def test_each_view_shows_its_fields(
    library: Any, view: str | None, has: set[str], lacks: set[str]
) -> None:
    (gone,) = thrown_away(library, "A")

    found = library.trash.get(gone.id, view=view)
    listed = next(item for item in library.trash.list(view=view).items if item.id == gone.id)

    for item in (found, listed):
        assert has <= item.json.keys()
        assert not lacks & item.json.keys()
    assert found.profile.email == "clara@example.org"


def test_what_is_trashed_is_only_in_the_trash_and_was_changed_by_it(library: Any) -> None:
    made = library.documents.create("A", "journal")

    made.move_to_trash()

    found = library.trash.get(made.id)
    assert found.last_modified > made.last_modified
    assert own(library.documents.iter()) == []
    with pytest.raises(MendeleyApiException, match="Document not found"):
        library.documents.get(made.id)


def test_what_is_restored_is_back_under_its_id(library: Any) -> None:
    (gone,) = thrown_away(library, "A")
    trashed = library.trash.get(gone.id, view="bib")
    assert (trashed.pages, trashed.id) == (gone.pages, gone.id)

    restored = trashed.restore()

    assert (restored.id, restored.pages) == (gone.id, "1-6")
    assert library.documents.get(gone.id).last_modified > trashed.last_modified
    assert own(library.trash.iter()) == []
    with pytest.raises(MendeleyApiException, match="Document not found"):
        trashed.restore()


def test_what_is_deleted_out_of_the_trash_is_gone_for_good(library: Any) -> None:
    first, second = thrown_away(library, "A", "B")
    since = library.trash.get(second.id).last_modified

    first.delete()

    assert own(library.trash.iter()) == ["B"]
    assert [item.json for item in library.documents.list(deleted_since=since).items] == [
        {"id": first.id}
    ]
    assert [item.id for item in library.trash.iter(deleted_since=since)] == [first.id]
    with pytest.raises(MendeleyApiException, match="Document not found") as raised:
        first.delete()
    assert raised.value.status == 404


def test_pages_and_orders(library: Any) -> None:
    thrown_away(library, "C", "A", "B")

    first = library.trash.list(page_size=1, sort="created")
    seen = [first]
    while seen[-1].next_page is not None:
        seen.append(seen[-1].next_page)

    assert [title for page in seen for title in own(page.items)] == ["C", "A", "B"]
    assert set(first.rsp.links) == {"next", "last"}
    assert set(seen[-1].rsp.links) == {"first", "previous"}
    assert own(library.trash.iter(sort="title", order="desc")) == ["C", "B", "A"]
    assert own(library.trash.list(sort="last_modified", order="asc").items) == ["C", "A", "B"]


def test_what_was_trashed_since(library: Any) -> None:
    thrown_away(library, "A")
    later = thrown_away(library, "B")[0]
    since = library.trash.get(later.id).last_modified

    assert own(library.trash.iter(modified_since=since)) == ["B"]


def test_the_trash_of_a_group_comes_out_of_a_state_file(sdk: Any) -> None:
    group = sdk.groups.get(GROUP)

    (item,) = group.trash.list().items

    assert (item.title, item.type, item.group.id, item.profile.id) == (
        "Thrown away",
        "book",
        GROUP,
        ME,
    )
    assert sdk.trash.list().items == []


def test_what_is_not_there_is_not_found(library: Any) -> None:
    calls: Calls = (
        lambda: library.trash.get(UNKNOWN),
        lambda: library.trash.get(UNKNOWN, "all"),
    )
    for call in calls:
        with pytest.raises(MendeleyApiException, match="Document not found"):
            call()
    (gone,) = thrown_away(library, "A")
    with pytest.raises(MendeleyApiException, match="Invalid view"):
        library.trash.get(gone.id, view="bad")
