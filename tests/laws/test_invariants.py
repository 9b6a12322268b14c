"""Promises that are asked one by one, beside the machine that asks them all the time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.domain.references import Reference
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.stores.journal import JOURNAL_FOLDER
from mendeley_sync.workflow.adopt.offers import Wish
from tests.sync_builders import TITLE, a_reference
from tests.sync_world import EVERY_KIND, World, a_world

FIRST = "11111111-1111-4111-8111-111111111111"
SECOND = "22222222-2222-4222-8222-222222222222"
OTHER_TITLE = "Group work with students: what the seminar taught us"


def first(**values: Any) -> Reference:
    """The entry of the first document."""
    return a_reference("a", DOI="10.5555/1", **values)


def second(**values: Any) -> Reference:
    """The entry of the second document."""
    return a_reference("b", DOI="10.5555/2", title=OTHER_TITLE, **values)


def raw(document: str, doi: str, title: str, **members: Any) -> dict[str, Any]:
    """A document as the service has it."""
    identifiers = {"doi": doi}
    return {"id": document, "type": "journal", "title": title, "identifiers": identifiers} | members


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two pairs that agree on volume and publisher."""
    values = {"volume": "7", "publisher": "P"}
    held = [
        raw(FIRST, "10.5555/1", TITLE, **values),
        raw(SECOND, "10.5555/2", OTHER_TITLE, **values),
    ]
    with a_world(tmp_path, [first(**values), second(**values)], held) as made:
        made.pushed()
        made.later(minutes=5)
        yield made


def test_an_intent_is_on_the_disk_before_anything_is_sent(world: World) -> None:
    seen: list[tuple[str, str]] = []

    def look() -> None:
        last = world.runs[-1].records[-1]
        seen.append((str(last["record"]), str(last.get("change", {}).get("document"))))

    world.server.when_changed(look)
    world.write_list([first(volume="8", publisher="P"), second(volume="9", publisher="P")])
    world.pushed()

    assert ("intent", FIRST) in seen
    assert ("intent", SECOND) in seen
    assert all(kind == "intent" for kind, _ in seen if kind != "start")


def test_done_is_on_the_disk_before_it_is_agreed(world: World) -> None:
    world.write_list([first(volume="8", publisher="P"), second(volume="7", publisher="P")])
    lock = world.settings.lock_path.read_bytes()
    order: list[str] = []
    from mendeley_sync.apply.lock_file_updates import LockFileUpdates
    from mendeley_sync.stores.journal import Journal

    patch = pytest.MonkeyPatch()
    append, save = Journal.append, LockFileUpdates.save

    def noting(self: Journal, kind: str, **content: Any) -> None:
        append(self, kind, **content)
        order.append(kind)

    def saving(self: LockFileUpdates) -> None:
        save(self)
        if world.settings.lock_path.read_bytes() != lock:
            order.append("agreed")

    patch.setattr(Journal, "append", noting)
    patch.setattr(LockFileUpdates, "save", saving)
    world.pushed()
    patch.undo()

    assert order.index("intent") < order.index("done") < order.index("agreed")


def test_a_report_counts_what_the_journal_counts(tmp_path: Path) -> None:
    fault = Fault(method="PATCH", path=f"/documents/{FIRST}", status=422)
    held = [raw(FIRST, "10.5555/1", TITLE), raw(SECOND, "10.5555/2", OTHER_TITLE)]
    with a_world(tmp_path, [first(volume="7"), second(volume="7")], held, fault) as world:
        outcome = world.pushed()
        (run,) = world.runs

        assert outcome.counts() == {"done": 1, "refused": 1}
        assert len(run.of_kind("done")) == 1
        assert [one["result"] for one in run.of_kind("failed")] == ["refused"]
        assert run.of_kind("end")[0]["counts"] == outcome.counts()


LOSSES: dict[str, tuple[str, ...]] = {
    "lock file": ("references.lock.json",),
    "journal": (f"state/{JOURNAL_FOLDER}",),
    "mirror": ("state/library.sqlite3",),
    "everything": ("references.lock.json", "state"),
}


def lose(world: World, loss: str) -> None:
    """Some of our state is gone."""
    for name in LOSSES[loss]:
        path = world.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


@pytest.mark.parametrize("loss", LOSSES)
def test_losing_any_state_never_overwrites_nor_removes(world: World, loss: str) -> None:
    world.write_list([first(volume="8", publisher="P")])
    world.edit(FIRST, volume="a colleague's", publisher="Q")
    world.later(minutes=1)
    before = world.contents()
    lose(world, loss)

    world.push(EVERY_KIND)

    after = world.contents()
    assert after.keys() == before.keys()
    if loss in ("lock file", "everything"):
        assert after == before
    assert after[FIRST]["volume"] == "a colleague's"


def test_what_a_person_removed_is_never_put_back(world: World) -> None:
    world.write_list([first(volume="7")])
    world.server.state.trash(SECOND)
    world.server.state.purge(SECOND)
    listed = world.settings.list_path.read_text(encoding="utf-8")

    for _ in range(2):
        world.push(EVERY_KIND)
        world.later(minutes=11)
        world.adopt(Wish(documents=True, emptied=True))
        world.later(minutes=11)

    assert world.settings.list_path.read_text(encoding="utf-8") == listed
    assert world.documents.keys() == {FIRST}
    assert world.documents[FIRST]["publisher"] == "P"


def test_a_vanished_document_is_never_made_anew_by_itself(world: World) -> None:
    world.server.state.purge(SECOND)

    for _ in range(3):
        world.push(EVERY_KIND)
        world.later(minutes=11)

    assert world.documents.keys() == {FIRST}


def test_both_values_of_a_conflict_are_shown_and_kept(world: World) -> None:
    world.write_list([first(volume="8", publisher="P"), second(volume="7", publisher="P")])
    world.edit(FIRST, volume="9")
    world.later(minutes=1)

    outcome = world.pushed(EVERY_KIND)
    (finding,) = world.diff().report.findings

    assert (finding.list, finding.library, finding.agreed) == ("8", "9", "7")
    assert outcome.holds[0].reason == (
        f'Conflict in "{TITLE}": volume is 8 in the list and 9 in the library, and both changed '
        "since the baseline. Both values were left unchanged. Run `mendeley-sync resolve a`."
    )
    assert outcome.exit_code == 4
    assert world.documents[FIRST]["volume"] == "9"


def test_a_refused_run_sends_nothing(world: World) -> None:
    sent = len(world.writes)
    world.write_list([])
    empty = world.push(EVERY_KIND)
    world.write_list([first(volume="9"), second(volume="9")])
    stale = world.push(digest="0" * 16, yes=True)
    usage = world.push(EVERY_KIND, yes=True)

    codes = [one.error.exit_code for one in (empty, stale, usage) if one.error]
    assert codes == [5, 6, 2]
    assert len(world.writes) == sent


def test_what_an_entry_protects_is_never_written(world: World) -> None:
    world.write_list([first(volume="8", publisher="Q", protect=frozenset({"volume"})), second()])

    world.push(EVERY_KIND)

    assert world.documents[FIRST]["volume"] == "7"
    assert world.documents[FIRST]["publisher"] == "Q"
