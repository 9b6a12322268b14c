"""What each check before, between and after writes is there for, one by one.

`rail_mutations.py` takes each check out; these are the tests that notice what no test of a
whole story does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.apply.create import find_created
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.domain.library import ProfileId
from mendeley_sync.domain.lock_data import Decision
from mendeley_sync.domain.service import Image
from mendeley_sync.errors import SafetyCheckError, StalePlanError, UsageError, WriteBlockError
from mendeley_sync.mendeley.wire.drafts import MendeleyDrafts, document_to_wire
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.plan import Plan
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.reports.envelope import Run
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.stores.journal import JOURNAL_FOLDER, Journal
from mendeley_sync.stores.lock_file import write_lock_file
from mendeley_sync.workflow.push.write_run import Pushed, WriteRun, open_run
from mendeley_sync.workflow.reconcile import write_plan
from mendeley_sync.workflow.undo.undo import UndoRequest, run_undo
from tests.laws.fault_cases import (
    FIRST_PATCH,
    MakeWorld,
    check_that_a_healthy_run_converges,
    one_create,
    two_updates,
)
from tests.laws.test_crash_walk import FIRST, SECOND, both, first, raw, second
from tests.scenario import GROUP, MEMBER, OWNER
from tests.sync_builders import TITLE, a_reference, planned
from tests.sync_world import ENVIRON, Killed, World, power

TRASH = PushOptions(allow={ChangeKind.TRASH: 1})
CLEAR = PushOptions(allow={ChangeKind.CLEAR: 5})


def trashing(world_of: MakeWorld) -> World:
    """An entry that must not exist any more, and its document."""
    world = world_of([first(), second()], both())
    world.pushed()
    world.write_list([first(absent=True), second()])
    world.later(minutes=5)
    return world


# -- before the first write -------------------------------------------------------------------


def test_under_a_stop_mark_the_service_is_not_even_asked(world_of: MakeWorld) -> None:
    world = two_updates(world_of)
    with Journal.begin(world.settings.state_dir / JOURNAL_FOLDER, "run-0", command="push") as run:
        run.append("stop", reason="it moved something else")

    refused = world.push()

    assert isinstance(refused.error, WriteBlockError)
    assert not world.server.requests


@pytest.mark.parametrize(("days", "refused"), [(6, True), (8, False)])
def test_what_was_trashed_counts_for_seven_days(
    world_of: MakeWorld, days: int, refused: bool
) -> None:
    titles = [f"work {n * 7919} of study" for n in range(60)]
    entries = [a_reference(f"r{n}", title=t, DOI=f"10.5555/{n}") for n, t in enumerate(titles)]
    held = [raw(f"{n:08}", f"10.5555/{n}", title) for n, title in enumerate(titles)]
    world = world_of(entries, held)
    world.pushed()

    def trash_one_more() -> Pushed:
        entries[len(world.trashed)] = entries[len(world.trashed)].model_copy(
            update={"absent": True}
        )
        world.write_list(entries)
        return world.push(TRASH)

    for _ in range(2):
        assert trash_one_more().error is None
    world.later(days=days)

    assert isinstance(trash_one_more().error, SafetyCheckError) == refused
    assert len(world.trashed) == (2 if refused else 3)


@pytest.mark.parametrize("by", ["diff", "push"])
def test_a_plan_with_removals_is_too_old_after_an_hour(
    world_of: MakeWorld, tmp_path: Path, by: str
) -> None:
    world = trashing(world_of)
    if by == "diff":
        plan = world.diff().report.plan
    else:
        plan = world.push(TRASH, confirm=lambda plan: False).report.plan
    assert plan is not None
    path, now = tmp_path / "plan.json", datetime.now(UTC)

    write_plan(plan, path, now=now - timedelta(minutes=61))
    assert isinstance(world.push(TRASH, plan_file=path).error, StalePlanError)
    assert not world.trashed

    write_plan(plan, path, now=now - timedelta(minutes=50))
    assert world.push(TRASH, plan_file=path).error is None
    assert list(world.trashed) == [FIRST]


def test_what_was_named_by_its_number_must_be_there(world_of: MakeWorld) -> None:
    world = two_updates(world_of)

    refused = world.push(PushOptions(allow={ChangeKind.RESTORE: 1}))

    assert isinstance(refused.error, SafetyCheckError)
    assert not world.writes


def edit_the_list(world: World) -> None:
    world.write_list([first(volume="9"), second(volume="9")])


def edit_the_lock_file(world: World) -> None:
    path = world.settings.lock_path
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")


@pytest.mark.parametrize("meanwhile", [edit_the_list, edit_the_lock_file])
def test_an_undo_is_not_made_under_a_list_or_lock_file_that_changed_meanwhile(
    world_of: MakeWorld, meanwhile: Any
) -> None:
    world = two_updates(world_of)
    world.pushed()
    sent = len(world.writes)

    def confirm(plan: Plan) -> bool:
        meanwhile(world)
        return True

    request = UndoRequest(run=world.runs[-1].run, environ=ENVIRON)
    undone = run_undo(lambda: world.settings, request, confirm=confirm)

    assert isinstance(undone.error, StalePlanError)
    assert len(world.writes) == sent


def set_config(world: World, **values: Any) -> None:
    config = world.settings.config.model_copy(update=values)
    object.__setattr__(world.settings, "config", config)


def test_who_may_not_push_may_not_take_back_either(world_of: MakeWorld) -> None:
    world = two_updates(world_of)
    world.pushed()
    set_config(world, writers=("somebody-else",))
    sent = len(world.writes)

    undone = world.undo(world.runs[-1].run)

    assert isinstance(undone.error, SafetyCheckError)
    assert "not among the writers" in str(undone.error)
    assert len(world.writes) == sent


def test_a_run_in_another_group_is_not_taken_back_here(world_of: MakeWorld) -> None:
    world = two_updates(world_of)
    world.pushed()
    sent = len(world.writes)
    run = world.runs[-1].run
    set_config(world, group="another")

    undone = world.undo(run)

    assert isinstance(undone.error, UsageError)
    assert "another group" in str(undone.error)
    assert len(world.writes) == sent


# -- what is not even planned -----------------------------------------------------------------


def test_a_protected_entry_is_not_created(world_of: MakeWorld) -> None:
    world = world_of([first(protect=frozenset({"*"}))], [])

    assert world.pushed().counts() == {}
    assert not world.documents


def test_what_somebody_edited_today_is_not_trashed(world_of: MakeWorld) -> None:
    world = world_of([first(), second()], both())
    world.pushed()
    world.edit(FIRST, publisher="P")
    world.write_list([first(absent=True), second()])
    world.later(hours=23)

    assert world.pushed(TRASH).exit_code == 4
    assert not world.trashed

    world.later(hours=2)
    assert world.pushed(TRASH).counts() == {"done": 1}


def test_a_document_with_files_is_not_planned_for_the_trash(world_of: MakeWorld) -> None:
    world = trashing(world_of)
    world.edit(FIRST, silent=True, file_attached=True)

    found = world.push(TRASH)

    assert found.report.plan is not None
    assert found.report.plan.total == 0
    assert not world.trashed


def test_on_a_picture_that_moved_nothing_is_planned_to_be_created() -> None:
    found = planned([first()], [], exact=False).plan

    assert found.total == 0
    assert "missing documents cannot be identified" in found.holds[0].reason


def test_an_entry_without_a_title_is_held_and_not_sent(world_of: MakeWorld) -> None:
    world = world_of([a_reference("a", title="")], [])

    outcome = world.pushed()

    assert outcome.counts() == {}
    assert "no title" in outcome.holds[0].reason
    assert not world.writes


def test_a_title_is_never_emptied(world_of: MakeWorld) -> None:
    world = world_of([first()], both()[:1])
    world.pushed()
    world.later(minutes=5)
    world.write_list([first(title="", nulls=frozenset({"title"}))])

    outcome = world.pushed(CLEAR)

    assert outcome.counts() == {}
    assert "requires a title" in " ".join(hold.reason for hold in outcome.holds)
    assert world.documents[FIRST]["title"] == TITLE


# -- answers that are lost ---------------------------------------------------------------------


def test_a_lost_answer_and_a_foreign_edit_since_are_left_to_a_person(world_of: MakeWorld) -> None:
    edit = {"do": "edit", "document": FIRST, "fields": {"publisher": "P"}}
    world = two_updates(world_of, Fault(**FIRST_PATCH, reset=True, act=edit))

    outcome = world.pushed()

    assert outcome.counts() == {"done": 1, "stale": 1}
    assert sum(FIRST in one for one in world.writes) == 1


def test_a_fill_that_had_not_arrived_is_not_taken_for_done(world_of: MakeWorld) -> None:
    world = two_updates(world_of)
    world.diff()
    with pytest.raises(Killed), power(f"send PATCH /documents/{FIRST}"):
        world.push()

    outcome = world.pushed()

    assert [one.result.value for one in outcome.recovered] == ["skipped"]
    assert world.documents[FIRST]["volume"] == "7"


def test_a_trash_that_had_not_arrived_is_not_taken_for_done(world_of: MakeWorld) -> None:
    world = trashing(world_of)
    world.diff()
    with pytest.raises(Killed), power(f"send POST /documents/{FIRST}/trash"):
        world.push(TRASH)
    assert not world.trashed

    outcome = world.pushed()

    assert [one.result.value for one in outcome.recovered] == ["skipped"]
    assert not world.ledger.tombstones


def test_of_two_that_may_be_the_lost_create_none_is_chosen(world_of: MakeWorld) -> None:
    world = one_create(world_of)
    world.diff()
    with pytest.raises(Killed), power("answered POST /documents"):
        world.push()
    (made,) = world.documents.values()
    world.server.state.create(**{**made, "id": "99999999-9999-4999-8999-999999999999"})
    world.later(minutes=1)

    outcome = world.pushed()

    (found,) = outcome.recovered
    assert found.result.value == "skipped"
    assert "several" in found.reason
    assert world.ledger.by_reference()["a"].rule != "created"


# -- looking for what was added ------------------------------------------------------------------


@contextmanager
def a_context(world: World, profile: ProfileId = OWNER) -> Iterator[WriteContext]:
    """What a write has at hand."""
    state = WriteRun("push", Run(id="run-x", started=world.clock.now()))
    folder = world.settings.state_dir / JOURNAL_FOLDER
    with (
        open_run(world.settings, state, environ=ENVIRON) as opened,
        Journal.begin(folder, "run-x", command="push") as journal,
    ):
        yield replace(opened, profile=profile).write_context(journal)


def found_for(world: World, **profile: Any) -> list[str]:
    """Ids of what counts as just added by us."""
    new = Image(document_to_wire(first(volume="7").metadata, GROUP))
    with a_context(world, **profile) as context:
        since = world.clock.now() - timedelta(minutes=1)
        return [one.document.id for one in find_created(context, new, since=since)]


def add(world: World, **members: Any) -> str:
    payload = dict(document_to_wire(first(volume="7").metadata, GROUP))
    return world.server.state.create(**{**payload, "profile_id": OWNER, **members})


def test_what_we_have_just_added_is_found(world_of: MakeWorld) -> None:
    world = world_of([first(volume="7")], [])
    document = add(world)

    assert found_for(world) == [document]


def test_what_another_account_added_is_not_ours(world_of: MakeWorld) -> None:
    world = world_of([first(volume="7")], [])
    add(world, profile_id=MEMBER)

    assert found_for(world) == []


def test_what_says_something_else_is_not_what_we_sent(world_of: MakeWorld) -> None:
    world = world_of([first(volume="7")], [])
    add(world, pages="1-9")

    assert found_for(world) == []


def test_what_was_there_long_before_is_not_what_we_sent(world_of: MakeWorld) -> None:
    world = world_of([first(volume="7")], [])
    add(world, created="2026-01-01T00:00:00.000Z")

    assert found_for(world) == []


def test_what_is_bound_already_is_not_what_we_sent(world_of: MakeWorld) -> None:
    world = world_of([first(volume="7")], [])
    add(world)
    world.pushed()
    assert world.ledger.by_reference()["a"].document in world.documents

    assert found_for(world) == []


def test_white_space_and_case_do_not_hide_what_was_sent() -> None:
    def fingerprint(**members: Any) -> str:
        return MendeleyDrafts(GROUP).fingerprint(Image(members))

    assert fingerprint(title="A  title", tags=["X"]) == fingerprint(title="a Title ", tags=["x"])
    assert fingerprint(title="A title") != fingerprint(title="A title", year=1957)


def test_a_work_that_a_person_told_apart_is_made_although_its_like_is_there(
    world_of: MakeWorld,
) -> None:
    world = world_of([first(volume="7")], [raw(FIRST, "10.5555/1", TITLE, volume="7")])
    found = world.diff().reconciliation
    assert found is not None
    decided = Decision(
        kind="different-works",
        reference="a",
        document=FIRST,
        decided_at=world.clock.now(),
    )
    known = world.ledger.model_copy(update={"decisions": (decided,)})
    write_lock_file(world.settings.lock_path, known)

    world.pushed()

    assert world.ledger.by_reference()["a"].document != FIRST


# -- what the service makes of it ----------------------------------------------------------------


def test_a_new_document_that_keeps_another_value_is_not_called_done(world_of: MakeWorld) -> None:
    keep = {"do": "edit", "document": "{id}", "fields": {"volume": "seven"}, "silent": True}
    world = one_create(world_of, Fault(method="GET", path="/documents/*", act=keep))

    outcome = world.pushed()

    assert outcome.counts() == {"unverified": 1}
    assert "volume" in outcome.results[0].reason


def test_a_create_that_cannot_be_read_back_is_looked_for_and_not_called_unsent(
    world_of: MakeWorld,
) -> None:
    server_error = Fault(method="GET", path="/documents/*", times=50, status=503)
    world = one_create(world_of, server_error)

    outcome = world.pushed()

    assert world.server.faults.fired
    assert outcome.counts() == {"done": 1}
    assert world.writes.count("POST /documents") == 1
    check_that_a_healthy_run_converges(world, documents=1)


def test_a_document_with_files_is_trashed_when_a_person_says_so(world_of: MakeWorld) -> None:
    world = trashing(world_of)
    world.edit(FIRST, silent=True, file_attached=True)

    outcome = world.pushed(TRASH.model_copy(update={"trash_with_files": True}))

    assert outcome.counts() == {"done": 1}
    assert list(world.trashed) == [FIRST]


def test_what_lies_in_the_trash_already_is_as_good_as_trashed(world_of: MakeWorld) -> None:
    world = trashing(world_of)

    def confirm(plan: Plan) -> bool:
        world.server.state.trash(FIRST)
        return True

    outcome = world.pushed(TRASH, confirm=confirm)

    assert outcome.counts() == {"done": 1}
    assert world.ledger.tombstones[0].document == FIRST
    assert not [one for one in world.writes if one.endswith("/trash")]


def test_what_is_nowhere_is_not_restored(world_of: MakeWorld) -> None:
    world = world_of([first(), second()], both())
    world.pushed()
    world.server.state.trash(FIRST)
    world.later(minutes=5)

    def confirm(plan: Plan) -> bool:
        world.server.state.purge(FIRST)
        return True

    outcome = world.pushed(PushOptions(allow={ChangeKind.RESTORE: 1}), confirm=confirm)

    assert outcome.counts() == {"stale": 1}


def test_once_a_field_was_not_emptied_no_other_is_asked_to_be(world_of: MakeWorld) -> None:
    third = "33333333-3333-4333-8333-333333333333"
    title = "Harbours of the Baltic and their doctors"

    def c(**values: Any) -> Any:
        return a_reference("c", DOI="10.5555/3", title=title, **values)

    held = [*both(volume="7"), raw(third, "10.5555/3", title, volume="7")]
    pretend = Fault(method="PATCH", path=f"/documents/{SECOND}", pretend=True)
    world = world_of([first(volume="7"), second(volume="7"), c(volume="7")], held, pretend)
    world.pushed()
    world.later(minutes=5)
    none = {"volume": None, "nulls": frozenset({"volume"})}
    world.write_list([first(volume="8"), second(**none), c(**none)])

    outcome = world.pushed(CLEAR)

    assert outcome.counts() == {"done": 1, "unverified": 1, "stale": 1}
    assert "no other is cleared" in outcome.results[-1].reason
    assert not [one for one in world.writes if third in one]
