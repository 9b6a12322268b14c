"""Notes, sticky notes and highlights through the vendor's SDK."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mendeley.exception import MendeleyApiException
from mendeley.models.common import BoundingBox, Color, Position

from mendeley_sync.sandbox.server import SandboxServer
from tests.contract.sdk.conftest import GROUP, ME, UNKNOWN

BOX = BoundingBox.create(Position.create(100, 200), Position.create(400, 500), 1)
POINT = BoundingBox.create(Position.create(400, 300), Position.create(400, 300), 2)
COLOR = Color.create(255, 125, 456)


@pytest.fixture
def document(sdk: Any) -> Any:
    return sdk.documents.create("Baskets", "journal", pages="1-6")


@pytest.fixture
def file(document: Any, tmp_path: Path) -> Any:
    path = tmp_path / "basket.txt"
    path.write_text("about baskets", encoding="utf-8")
    return document.attach_file(str(path))


def test_a_note_bears_the_id_of_its_document(sdk: Any, document: Any) -> None:
    note = document.add_note("A nice annotation")

    assert (note.id, note.type, note.text) == (document.id, "note", "A nice annotation")
    assert (note.privacy_level, note.created, note.positions, note.color) == (
        "private",
        None,
        None,
        None,
    )
    assert note.last_modified is not None
    assert note.profile.display_name == "Clara Beispiel"
    assert note.document().title == "Baskets"
    assert note.document(view="bib").pages == "1-6"
    assert sdk.annotations.get(note.id).json == note.json


def test_a_sticky_note_is_a_point(sdk: Any, file: Any) -> None:
    note = file.add_sticky_note("See", 100, 200, 1)

    (place,) = note.positions
    assert (note.type, note.text, note.color) == ("sticky_note", "See", None)
    assert (place.page, place.top_left.x, place.bottom_right.y) == (1, 100.0, 200.0)
    assert note.created == note.last_modified
    assert note.json["filehash"] == file.filehash
    assert "location" not in sdk.annotations.list().rsp.headers
    assert sdk.annotations.get(note.id).json == note.json


def test_a_highlight_has_a_color_that_nobody_checks(sdk: Any, file: Any) -> None:
    highlight = file.add_highlight([BOX, BOX], COLOR)

    assert (highlight.type, highlight.text, highlight.privacy_level) == (
        "highlight",
        None,
        "private",
    )
    assert [place.top_left.x for place in highlight.positions] == [100.0, 100.0]
    assert (highlight.color.r, highlight.color.g, highlight.color.b) == (255, 125, 456)
    assert highlight.document().id == file.document().id
    assert sdk.annotations.get(highlight.id).json == highlight.json


def test_an_update_changes_what_was_sent_and_may_change_the_type(file: Any) -> None:
    highlight = file.add_highlight([BOX], COLOR)

    coloured = highlight.update(color=Color.create(1, 2, 3))
    stuck = coloured.update(text="New text", positions=[POINT])

    assert (coloured.color.b, coloured.type) == (3, "highlight")
    assert (stuck.type, stuck.text, stuck.positions[0].page) == ("sticky_note", "New text", 2)
    assert stuck.created == highlight.created
    assert stuck.last_modified > highlight.last_modified
    assert stuck.update(privacy_level="public").privacy_level == "public"


def test_a_note_is_updated_and_deleted(sdk: Any, document: Any) -> None:
    note = document.add_note("A")

    assert note.update(text="B").text == "B"
    note.delete()

    assert sdk.annotations.list().items == []
    assert [item.json for item in sdk.annotations.iter(deleted_since=note.last_modified)] == [
        {"id": note.id, "positions": [], "privacy_level": "private"}
    ]


def test_they_come_by_id_and_notes_last(sdk: Any, document: Any, file: Any) -> None:
    placed = [file.add_sticky_note(f"annotation {n}", 1, 2, 1).id for n in range(3)]
    document.add_note("a note")

    page = sdk.annotations.list(page_size=2)

    assert [item.id for item in sdk.annotations.iter(page_size=2)] == [*sorted(placed), document.id]
    assert (page.count, set(page.rsp.links)) == (4, {"next"})
    assert page.next_page.rsp.links == {}
    assert page.next_page.next_page is None


def test_what_changed_and_what_is_gone_since(sdk: Any, file: Any) -> None:
    first, second = (file.add_sticky_note(text, 1, 2, 1) for text in ("A", "B"))
    since = second.created

    assert [item.text for item in sdk.annotations.list(modified_since=since).items] == ["B"]
    first.delete()

    assert [item.text for item in sdk.annotations.iter(modified_since=since)] == ["B"]
    (thin,) = sdk.annotations.list(deleted_since=since).items
    assert thin.json == {"id": first.id, "positions": [], "privacy_level": "private"}
    assert (thin.positions, thin.profile, thin.document()) == ([], None, None)


def test_those_of_a_group_do_not_stand_among_one_s_own(
    sdk: Any, document: Any, server: SandboxServer
) -> None:
    shared = sdk.groups.get(GROUP).documents.create("Shared", "journal")
    note = shared.add_note("for all")

    assert (note.privacy_level, note.profile.id) == ("group", ME)
    assert sdk.annotations.list().items == []
    note.delete()
    assert sdk.annotations.list(deleted_since=shared.created).items == []


def test_what_is_not_there_is_not_found(sdk: Any, file: Any) -> None:
    note = file.add_sticky_note("A", 1, 2, 1)
    note.delete()

    for call in (
        lambda: sdk.annotations.get(UNKNOWN),
        note.delete,
        lambda: note.update(text="B"),
    ):
        with pytest.raises(MendeleyApiException) as raised:
            call()
        assert raised.value.status == 404
