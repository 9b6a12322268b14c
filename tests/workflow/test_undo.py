"""Taking a run back: to the byte, only where everything is as it was left, and for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import StalePlanError
from mendeley_sync.mendeley.wire.drafts import writable_fields
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.workflow.reconcile import write_plan
from mendeley_sync.workflow.undo.runs import list_runs
from tests.scenario import GROUP
from tests.sync_builders import TITLE, a_reference
from tests.sync_world import World, a_world

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
    identifiers = {"doi": doi, "scopus": "2-s2.0-1"}
    return {"id": document, "type": "journal", "title": title, "identifiers": identifiers} | members


DOCUMENTS = [raw(FIRST, "10.5555/1", TITLE, websites=["https://a", "https://b"], stranger={"x": 1})]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """One document, and a list of two that knows more."""
    entries = [first(volume="7", PMID="12", URL="https://c", keyword=["k"]), second()]
    with a_world(tmp_path, entries, DOCUMENTS) as made:
        yield made


def findings(world: World) -> list[dict[str, Any]]:
    """What a comparison finds, whole."""
    return [one.model_dump(mode="json") for one in world.diff().report.findings]


def test_an_undo_brings_every_byte_and_every_finding_back(world: World) -> None:
    before, found = writable_fields(world.documents[FIRST]), findings(world)
    run = world.pushed().run
    assert writable_fields(world.documents[FIRST]) != before

    undone = world.undo(run)

    assert undone.report.exit_code == 0
    assert writable_fields(world.documents[FIRST]) == before
    assert list(world.documents) == [FIRST]
    assert findings(world) == found
    assert len(world.trashed) == 1


def test_an_undo_can_be_undone(world: World) -> None:
    run = world.pushed().run
    after, found = world.contents(), [one["id"] for one in findings(world)]

    world.undo(run)
    world.undo(world.runs[-1].run)

    assert world.contents() == after
    assert [one["id"] for one in findings(world)] == found


def test_undoing_twice_is_undoing_once(world: World) -> None:
    run = world.pushed().run
    world.undo(run)
    held, sent = world.contents(), len(world.writes)

    world.undo(run)

    assert world.contents() == held
    assert len(world.writes) == sent


def test_what_somebody_edited_since_is_left_alone(world: World) -> None:
    run = world.pushed().run
    world.edit(FIRST, volume="a colleague's")

    undone = world.undo(run)

    assert undone.report.exit_code == 4
    assert world.documents[FIRST]["volume"] == "a colleague's"


def test_a_new_document_that_somebody_worked_on_is_not_trashed(world: World) -> None:
    run = world.pushed().run
    (made,) = set(world.documents) - {FIRST}
    world.later(minutes=1)
    world.edit(made, notes="I read this.")

    world.undo(run)

    assert made in world.documents


def test_only_the_entries_named_are_taken_back(world: World) -> None:
    from mendeley_sync.apply.revert import changes_to_undo
    from mendeley_sync.mendeley.wire.drafts import MendeleyDrafts

    world.pushed()

    changes = changes_to_undo(world.runs[0], MendeleyDrafts(GROUP), frozenset({"b"}))

    assert [change.kind for change in changes] == [ChangeKind.UNDO_CREATE]


def test_the_scheduled_job_does_not_repeat_what_was_taken_back(world: World) -> None:
    world.undo(world.pushed().run)
    sent = len(world.writes)

    scheduled = world.pushed(scheduled=True)

    assert len(world.writes) == sent
    assert any("was undone" in hold.reason for hold in scheduled.holds)
    assert world.pushed().counts()["done"] == 2


def test_runs_tell_what_was_done_and_what_took_it_back(world: World) -> None:
    run = world.pushed().run
    world.undo(run)

    undo, push = list_runs(world.settings)

    assert push.done == {"create": 1, "fill": 1}
    assert (undo.undoes, undo.state) == (run, "finished")


def test_a_plan_is_too_old_after_two_weeks(world: World, tmp_path: Path) -> None:
    found = world.diff().reconciliation
    assert found is not None
    path = tmp_path / "plan.json"
    write_plan(found.plan, path, now=world.diff().report.run.started - timedelta(days=15))

    assert isinstance(world.push(plan_file=path, yes=True).error, StalePlanError)


def test_three_failures_in_a_row_stop_the_run(tmp_path: Path) -> None:
    titles = [
        f"{word} work of the group" for word in ("garden", "harbour", "lantern", "meadow", "river")
    ]
    entries = [
        a_reference(f"ref-{n}", title=title, DOI=f"10.5555/{n}", volume="7")
        for n, title in enumerate(titles)
    ]
    held = [raw(f"{n}" * 8, f"10.5555/{n}", title) for n, title in enumerate(titles)]
    with a_world(
        tmp_path, entries, held, Fault(method="PATCH", nth=2, times=9, status=422)
    ) as world:
        outcome = world.pushed()

    assert outcome.counts() == {"done": 1, "refused": 3, "skipped": 1}
    assert outcome.stopped


def test_a_document_that_is_there_after_all_is_not_made_anew(tmp_path: Path) -> None:
    with a_world(
        tmp_path, [first(), second()], [*DOCUMENTS, raw(SECOND, "10.5555/2", OTHER_TITLE)]
    ) as world:
        world.pushed()
        state = world.server.state
        held = state.documents[FIRST]
        del state.documents[FIRST]
        state.trashed.pop(FIRST, None)

        def comes_back(plan: object) -> bool:
            state.documents[FIRST] = held
            return True

        recreate = PushOptions(allow={ChangeKind.RECREATE: 1})
        outcome = world.pushed(recreate, confirm=comes_back)

        assert outcome.counts() == {"stale": 1}
        assert len(world.documents) == 2


def test_a_document_with_files_is_not_trashed_by_an_undo(world: World) -> None:
    run = world.pushed().run
    (made,) = set(world.documents) - {FIRST}
    world.server.state.documents[made]["file_attached"] = True

    world.undo(run)

    assert made in world.documents
