"""Taking the library's word into the list: only what was asked, and every other byte as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.diff.difference import DifferenceKind
from mendeley_sync.reports.diff.headline import headline
from mendeley_sync.stores.reference_list.editor import load_reference_list
from mendeley_sync.workflow.adopt.offers import Wish, new_citation_key
from tests.sync_builders import TITLE, a_document, a_reference
from tests.sync_world import World, a_world

DOC = "11111111-1111-4111-8111-111111111111"
NEW = "33333333-3333-4333-8333-333333333333"
NEW_TITLE = "Training of leaders in Ascona"

BY_HAND = """\
# Our literature. Please keep the order!
references:
  - id: "balint-1957"   # the book
    type: article-journal
    title: 'The doctor, his patient and the illness of a whole village'
    DOI: 10.5555/1
    volume: "07"        # sic

    # ask Anna
    author: [{family: Balint, given: Michael}]
  - {id: other, type: book, title: "Group work with students: what the seminar taught us"}
"""


def raw(document: str = DOC, **members: Any) -> dict[str, Any]:
    """A document that knows more than the list."""
    known = {
        "id": document,
        "type": "journal",
        "title": TITLE,
        "identifiers": {"doi": "10.5555/1"},
        "authors": [{"last_name": "Balint", "first_name": "Michael"}],
    }
    return known | members


def a_handwritten_world(folder: Path, **members: Any) -> Any:
    """A world whose list was written by a person."""
    return a_world(folder, [], [raw(**members)])


def written(world: World) -> str:
    """The list as it stands."""
    return world.settings.list_path.read_text(encoding="utf-8")


def test_a_value_is_added_and_every_other_byte_stays(tmp_path: Path) -> None:
    with a_handwritten_world(tmp_path, notes="Read it.", volume="7") as world:
        world.settings.list_path.write_text(BY_HAND, encoding="utf-8")

        result = world.adopt()

        lines = written(world).splitlines()
        added = [line for line in lines if line not in BY_HAND.splitlines()]
        assert result.report.exit_code == 0
        assert [line.strip() for line in added] == ["note: Read it."]
        assert [line for line in lines if line not in added] == BY_HAND.splitlines()
        assert not world.writes


def test_what_was_adopted_is_agreed_and_not_pushed_back(tmp_path: Path) -> None:
    with a_world(tmp_path, [a_reference("a", DOI="10.5555/1")], [raw(notes="Read it.")]) as world:
        world.adopt()
        world.later(minutes=1)
        world.edit(DOC, notes="Read it twice.")

        (finding,) = [f for f in world.diff().report.findings if f.field == "note"]

        assert (finding.case, finding.agreed) == ("F3", "Read it.")


def test_only_the_field_that_was_asked_for_is_taken(tmp_path: Path) -> None:
    with a_world(
        tmp_path, [a_reference("a", DOI="10.5555/1")], [raw(notes="x", publisher="P")]
    ) as world:
        world.adopt(Wish(fields=frozenset({"note"})))

        assert "note: x" in written(world)
        assert "publisher" not in written(world)


def test_an_unlisted_document_becomes_an_entry_when_asked(tmp_path: Path) -> None:
    new = raw(NEW, title=NEW_TITLE, identifiers={"doi": "10.5555/9"}, year=2004)
    with a_world(tmp_path, [a_reference("a", DOI="10.5555/1")], [raw(), new]) as world:
        world.adopt()
        assert NEW_TITLE not in written(world)

        world.adopt(Wish(documents=True))

        listed = load_reference_list(world.settings.list_path).by_key()
        assert listed["balint-2004-training"].metadata.title == NEW_TITLE
        assert world.ledger.by_reference()["balint-2004-training"].document == NEW
        assert not [f for f in world.diff().report.findings if f.kind is DifferenceKind.EXTRA]
        assert world.pushed().counts() == {}


def test_a_conflict_is_not_adopted_but_held(tmp_path: Path) -> None:
    with a_world(tmp_path, [a_reference("a", DOI="10.5555/1", volume="8")], [raw(volume="7")]) as w:
        before = written(w)

        result = w.adopt()

        assert result.report.exit_code == 4
        assert "volume" in before
        assert [line for line in written(w).splitlines() if "volume" in line] == [
            line for line in before.splitlines() if "volume" in line
        ]


def test_a_field_that_the_library_emptied_is_emptied_only_when_asked(tmp_path: Path) -> None:
    entry = a_reference("a", DOI="10.5555/1", note="Read it.")
    with a_world(tmp_path, [entry], [raw(notes="Read it.")]) as world:
        world.pushed()
        del world.server.state.documents[DOC]["notes"]
        world.later(minutes=1)

        world.adopt()
        assert "Read it." in written(world)
        world.adopt(Wish(emptied=True))

        assert "Read it." not in written(world)
        assert not [f for f in world.diff().report.findings if f.field == "note"]


def test_a_whole_author_list_replaces_a_cut_one_and_its_mark(tmp_path: Path) -> None:
    people = [
        {"last_name": "Balint", "first_name": "Michael"},
        {"last_name": "Muster", "first_name": "Anna"},
    ]
    entry = a_reference(
        "a", DOI="10.5555/1", author=[{"family": "Balint", "given": "Michael"}], authors_cut=True
    )
    with a_world(tmp_path, [entry], [raw(authors=people)]) as world:
        assert world.prefer("library") == 1

        world.adopt()

        (listed,) = load_reference_list(world.settings.list_path).references
        assert len(listed.metadata.authors) == 2
        assert not listed.authors_cut


@pytest.mark.parametrize(("side", "value"), [("list", "8"), ("library", "7")])
def test_first_disagreements_are_settled_in_bulk(tmp_path: Path, side: Any, value: str) -> None:
    with a_world(tmp_path, [a_reference("a", DOI="10.5555/1", volume="8")], [raw(volume="7")]) as w:
        assert [one.case for one in w.diff().report.findings if one.field == "volume"] == ["F14"]
        assert w.prefer(side, "volume") == 1

        w.adopt()
        w.pushed()

        (listed,) = load_reference_list(w.settings.list_path).references
        assert listed.metadata.volume == value
        assert w.documents[DOC]["volume"] == value
        assert not w.ledger.decisions


def test_a_list_that_changed_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    with a_world(tmp_path, [a_reference("a", DOI="10.5555/1")], [raw(notes="x")]) as world:
        from mendeley_sync.workflow.adopt.adopt import AdoptRequest, run_adopt
        from tests.sync_world import ENVIRON

        def meanwhile(offers: object) -> bool:
            world.settings.list_path.write_text(BY_HAND, encoding="utf-8")
            return True

        result = run_adopt(lambda: world.settings, AdoptRequest(environ=ENVIRON), confirm=meanwhile)

        assert result.error is not None
        assert written(world) == BY_HAND


def test_new_ids_are_unlike_every_id_in_use() -> None:
    document = a_document(author=[{"family": "van den Berg"}], issued={"year": 1957})

    assert new_citation_key(document, []) == "van-den-berg-1957-doctor"
    assert new_citation_key(document, ["van-den-berg-1957-doctor"]) == "van-den-berg-1957-doctor-2"


def test_an_adoption_can_be_taken_back_where_the_list_had_a_value(tmp_path: Path) -> None:
    entry = a_reference("a", DOI="10.5555/1", note="Read it.")
    with a_world(tmp_path, [entry], [raw(notes="Read it.", publisher="P")]) as world:
        world.pushed()
        world.later(minutes=1)
        world.edit(DOC, notes="Read it twice.")
        before = [one.model_dump() for one in world.diff().report.findings]
        text = written(world)
        world.adopt(Wish(fields=frozenset({"note"})))
        assert "twice" in written(world)

        undone = world.undo(world.runs[-1].run)

        assert undone.error is None
        assert headline(undone.report).startswith("Done: the list was changed")
        assert written(world) == text
        assert [one.model_dump() for one in world.diff().report.findings] == before
