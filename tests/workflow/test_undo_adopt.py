"""An adoption taken back: the list's former bytes where it is untouched, else piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.domain.references import ReferenceList
from mendeley_sync.errors import ConfigError
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.stores.reference_list.editor import load_reference_list
from mendeley_sync.workflow.adopt.offers import Wish
from mendeley_sync.workflow.undo.list_undo import list_undo_of
from mendeley_sync.workflow.undo.undo import UndoRequest, run_undo
from tests.sync_world import ENVIRON, World, a_world
from tests.workflow.test_adopt import BY_HAND, NEW, NEW_TITLE, raw, written

KEY = "balint-1957"
NEW_KEY = "balint-2004-training"
EVERYTHING = Wish(documents=True)


def more() -> dict[str, Any]:
    """A document that the list lacks."""
    return raw(NEW, title=NEW_TITLE, identifiers={"doi": "10.5555/9"}, year=2004)


@contextmanager
def adopted(folder: Path, text: str = BY_HAND, **members: Any) -> Iterator[tuple[World, list[Any]]]:
    """A list by hand, into which a field and a new entry were adopted; the findings before."""
    known = {"notes": "Read it.", "publisher": "P"} | members
    with a_world(folder, [], [raw(**known), more()]) as world:
        world.settings.list_path.write_text(text, "utf-8")
        world.push(yes=True, digest=world.diff().report.plan.digest)  # type: ignore[union-attr]  # planned
        world.later(minutes=5)
        before = findings(world)
        assert world.adopt(EVERYTHING).error is None
        assert NEW_TITLE in written(world)
        yield world, before


def findings(world: World) -> list[Any]:
    return [one.model_dump() for one in world.diff().report.findings]


def undo(world: World, number: int = -1, **asked: Any) -> DiffReport:
    run = world.runs[number].run
    request = UndoRequest(run=run, yes=True, environ=ENVIRON, **asked)
    undone = run_undo(lambda: world.settings, request, confirm=lambda plan: True)
    assert undone.error is None
    return undone.report


def listed(world: World) -> ReferenceList:
    return load_reference_list(world.settings.list_path)


def test_a_list_that_nobody_touched_gets_its_bytes_back(tmp_path: Path) -> None:
    with adopted(tmp_path) as (world, before):
        report = undo(world)

        assert written(world) == BY_HAND
        assert findings(world) == before
        assert NEW_KEY not in world.ledger.by_reference()
        assert report.exit_code == 0
        assert any("references.yaml" in notice.text for notice in report.notices)


def test_nothing_is_written_to_the_library(tmp_path: Path) -> None:
    with adopted(tmp_path) as (world, _):
        sent = len(world.writes)

        undo(world)
        world.pushed()

        assert len(world.writes) == sent


def test_after_an_edit_elsewhere_each_piece_goes_back_by_itself(tmp_path: Path) -> None:
    with adopted(tmp_path) as (world, before):
        edited = written(world).replace("# ask Anna", "# ask Anna, or Enid")
        world.settings.list_path.write_text(edited, "utf-8")

        assert undo(world).exit_code == 0

        assert written(world) == BY_HAND.replace("# ask Anna", "# ask Anna, or Enid")
        assert findings(world) == before


def test_an_entry_that_was_edited_since_is_left_to_the_person(tmp_path: Path) -> None:
    with adopted(tmp_path) as (world, _):
        text = written(world).replace(NEW_TITLE, "Training of leaders, in Ascona")
        world.settings.list_path.write_text(text, "utf-8")

        report = undo(world)

        assert report.exit_code == 4
        assert report.plan is not None
        (hold,) = report.plan.holds
        assert (hold.reference, hold.field) == (NEW_KEY, None)
        assert "by hand" in hold.reason
        assert world.ledger.by_reference()[NEW_KEY].document == NEW
        assert listed(world).by_key()[KEY].metadata.note == ""


def test_a_value_that_was_edited_since_stays_and_stays_agreed(tmp_path: Path) -> None:
    with adopted(tmp_path) as (world, _):
        text = written(world).replace("note: Read it.", "note: Read it twice.")
        world.settings.list_path.write_text(text, "utf-8")

        report = undo(world)

        assert report.exit_code == 4
        assert "note: Read it twice." in written(world)
        assert "publisher" not in written(world)
        assert world.ledger.by_reference()[KEY].fields["note"].value == "Read it."
        assert NEW_KEY not in listed(world).by_key()


def test_only_the_entry_that_is_named_goes_back(tmp_path: Path) -> None:
    with adopted(tmp_path) as (world, _):
        undo(world, entries=frozenset({NEW_KEY}))

        assert NEW_KEY not in listed(world).by_key()
        assert "note: Read it." in written(world)
        assert KEY in world.ledger.by_reference()


def test_taking_it_back_can_be_taken_back(tmp_path: Path) -> None:
    with adopted(tmp_path) as (world, _):
        text, ledger = written(world), world.ledger

        undo(world)
        undo(world)

        assert written(world) == text
        assert world.ledger.by_reference() == ledger.by_reference()


def test_an_undo_of_an_undo_says_so_where_the_list_was_edited_since(tmp_path: Path) -> None:
    with adopted(tmp_path) as (world, _):
        undo(world)
        world.settings.list_path.write_text(BY_HAND + "# the end\n", "utf-8")

        report = undo(world)

        assert report.exit_code == 4
        assert written(world) == BY_HAND + "# the end\n"


def test_the_mark_of_a_cut_author_list_comes_back(tmp_path: Path) -> None:
    people = [{"last_name": "Balint", "first_name": "Michael"}, {"last_name": "Ornstein"}]
    mark = "    custom: {authors-cut: true}\n"
    with a_world(tmp_path, [], [raw(authors=people)]) as world:
        world.settings.list_path.write_text(BY_HAND.replace("]\n", "]\n" + mark), "utf-8")
        assert world.prefer("library") == 1
        world.adopt()
        assert not listed(world).by_key()[KEY].authors_cut
        # With another line edited, the entry is edited back piece by piece.
        edited = written(world).replace("# ask Anna", "# ask Enid")
        world.settings.list_path.write_text(edited, "utf-8")

        undo(world)

        entry = listed(world).by_key()[KEY]
        assert entry.authors_cut
        assert len(entry.metadata.authors) == 1


@pytest.mark.parametrize("suffix", [".json", ".bib", ".ris"])
def test_other_forms_of_list_get_their_bytes_back_too(tmp_path: Path, suffix: str) -> None:
    texts = {
        ".json": '[\n  {"id": "a", "type": "book", "title": "One"}\n]\n',
        ".bib": "% ours\n@book{a,\n  title = {One}\n}\n",
        ".ris": "TY  - BOOK\nID  - a\nTI  - One\nER  - \n",
    }
    with a_world(tmp_path, [], [more()]) as world:
        path = world.settings.list_path.with_suffix(suffix)
        path.write_text(texts[suffix], "utf-8")
        config = world.settings.config.model_copy(update={"list": path.name})
        object.__setattr__(world.settings, "config", config)
        assert world.adopt(EVERYTHING).error is None
        assert NEW_KEY in listed(world).by_key()

        undo(world)

        assert path.read_text("utf-8") == texts[suffix]


def test_a_list_changed_at_the_last_moment_is_not_written_over(tmp_path: Path) -> None:
    with adopted(tmp_path) as (world, _):
        mine = BY_HAND + "# mine\n"
        save = LockFileUpdates.save

        def meanwhile(self: LockFileUpdates) -> None:
            world.settings.list_path.write_text(mine, "utf-8")
            save(self)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(LockFileUpdates, "save", meanwhile)
            request = UndoRequest(run=world.runs[-1].run, yes=True, environ=ENVIRON)
            undone = run_undo(lambda: world.settings, request, confirm=lambda plan: True)

        assert isinstance(undone.error, ConfigError)
        assert written(world) == mine


def test_who_is_asked_reads_what_goes_back_in_the_list(tmp_path: Path) -> None:
    with adopted(tmp_path) as (world, _):
        said: list[str] = []
        request = UndoRequest(run=world.runs[-1].run, environ=ENVIRON)

        run_undo(lambda: world.settings, request, confirm=lambda plan: False, say=said.append)

        assert any(f"entry {NEW_KEY} goes" in line for line in said)
        assert any(f"{KEY}, " in line and "(nothing) again" in line for line in said)
        assert NEW_TITLE in written(world)


def test_a_journal_that_does_not_hold_the_entries_leaves_them_to_the_person(
    tmp_path: Path,
) -> None:
    with adopted(tmp_path) as (world, _):
        run = world.runs[-1]
        records = tuple(
            {name: one[name] for name in one if name not in ("entries", "list")}
            for one in run.records
        )
        earlier = replace(run, records=records)

        found = list_undo_of(earlier, world.settings, listed(world), frozenset())

        assert [hold.reference for hold in found.holds] == [NEW_KEY]
        assert found.after is not None
        assert NEW_TITLE in found.after.decode()
