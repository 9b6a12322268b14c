"""The rows of the fault matrix that stand round the writes: gates, other runs, signals.

Source: sync-semantics 9.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.errors import SafetyCheckError, StalePlanError
from mendeley_sync.plan.plan import Plan
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.stores.lock_file import write_lock_file
from mendeley_sync.workflow.adopt.adopt import AdoptRequest, run_adopt
from mendeley_sync.workflow.push.push import PushRequest, run_push
from mendeley_sync.workflow.push.write_run import Pushed
from mendeley_sync.workflow.reconcile import write_plan
from tests.laws.fault_cases import (
    FIRST_PATCH,
    MakeWorld,
    check_that_a_healthy_run_converges,
    code_of,
    two_updates,
)
from tests.laws.test_crash_walk import FIRST, SECOND, both, first, raw, second
from tests.scenario import GROUP
from tests.sync_builders import a_reference
from tests.sync_world import ENVIRON, Killed, World, a_world, power


def test_row_5_what_an_undo_marked_survives_a_crash_before_the_lock_file(tmp_path: Path) -> None:
    def marks_after(folder: Path, kill: int | None) -> tuple[list[str], list[Any]]:
        with a_world(folder, [first(volume="7"), second(volume="7")], both()) as world:
            run = world.pushed().run
            with power(kill) as steps, suppress(Killed):
                world.undo(run)
            world.write_list([first(volume="7"), second(volume="7", publisher="P")])
            world.later(minutes=11)
            world.push(scheduled=True)
            assert world.documents[SECOND].get("publisher") == "P"
            marks = [one.field for one in world.ledger.undone if one.reference == "a"]
            return steps, marks

    steps, wanted = marks_after(tmp_path / "whole", None)
    answers = [n for n, step in enumerate(steps, start=1) if step.startswith("answered")]
    assert wanted == ["volume"]

    # From the answer to the last write on, until the lock file is whole.
    for number in range(answers[-1], len(steps) + 1, 2):
        _, marks = marks_after(tmp_path / str(number), number)

        assert marks == wanted, f"killed at step {number}, {steps[number - 1]}"


# -- 39 to 41: the wrong world --------------------------------------------------------------

WRONG: dict[str, Callable[[World], object]] = {
    "whole library gone": lambda world: world.server.state.documents.clear(),
    "another account": lambda world: _configure(world, writers=("someone-else",)),
    "another group": lambda world: _forget_group(world),
    "empty list": lambda world: world.write_list([]),
    "half the list": lambda world: world.write_list(the_twelve()[:5]),
    "half the library": lambda world: _drop(world, 6),
}


def the_twelve(**values: Any) -> list[Any]:
    """Twelve entries."""
    titles = ("garden", "harbour", "lantern", "meadow", "orchard", "pebble") * 2
    return [
        a_reference(f"ref-{n:02}", title=f"{word} work {n * 37}", DOI=f"10.5555/{n}", **values)
        for n, word in enumerate(titles)
    ]


def twelve_pairs(world_of: MakeWorld) -> World:
    """Twelve pairs that agree."""
    entries = the_twelve(volume="7")
    documents = [
        raw(f"{n:08}-0000-4000-8000-000000000000", f"10.5555/{n}", one.metadata.title, volume="7")
        for n, one in enumerate(entries)
    ]
    world = world_of(entries, documents)
    world.pushed()
    world.later(minutes=5)
    return world


def _configure(world: World, **values: Any) -> None:
    config = world.settings.config.model_copy(update=values)
    world.settings = replace(world.settings, config=config)


def _forget_group(world: World) -> None:
    write_lock_file(world.settings.lock_path, world.ledger.model_copy(update={"group": "another"}))


def _drop(world: World, count: int) -> None:
    for document in list(world.documents)[:count]:
        del world.server.state.documents[document]


@pytest.mark.parametrize("what", WRONG)
def test_row_39_the_wrong_world_is_refused_before_any_write(world_of: MakeWorld, what: str) -> None:
    world = twelve_pairs(world_of)
    if what not in ("empty list", "half the list"):
        world.write_list([*the_twelve(volume="7")[:11], the_twelve(volume="8")[11]])
    WRONG[what](world)
    lock = world.settings.lock_path.read_bytes()
    sent = len(world.writes)

    refused = world.push()

    assert isinstance(refused.error, SafetyCheckError)
    assert code_of(refused) == 5
    assert len(world.writes) == sent
    assert world.settings.lock_path.read_bytes() == lock


def test_row_40_the_same_change_everywhere_is_refused_and_still_reported(
    world_of: MakeWorld,
) -> None:
    world = twelve_pairs(world_of)
    for document in world.documents:
        world.edit(document, volume="99")
    world.write_list([*the_twelve(volume="7")[:11], the_twelve(volume="7", page="3")[11]])
    sent = len(world.writes)

    refused = world.push()

    assert code_of(refused) == 5
    assert len(world.writes) == sent
    assert len(world.diff().report.findings) >= 12


def test_row_41_changed_settings_wait_for_a_person(world_of: MakeWorld) -> None:
    world = two_updates(world_of)
    world.pushed()
    world.write_list([first(volume="9"), second(volume="8")])
    _configure(world, fields={"publisher": "ignored"})

    refused = world.push()

    assert code_of(refused) == 5
    assert refused.error is not None
    assert "--override settings-changed" in str(refused.error.advice)
    accepted = PushOptions(accept=frozenset({"settings-changed"}))
    assert world.pushed(accepted).counts() == {"done": 1}
    check_that_a_healthy_run_converges(world, 2)


# -- 45 to 47: other runs, signals ----------------------------------------------------------------


def test_row_45_a_second_run_leaves_and_the_first_goes_on(world_of: MakeWorld) -> None:
    world = two_updates(world_of)
    seconds: list[Pushed] = []

    def meanwhile(plan: Plan) -> bool:
        seconds.append(world.push())
        return True

    outcome = world.pushed(confirm=meanwhile)

    assert code_of(seconds[0]) == 7
    assert outcome.counts() == {"done": 2}
    assert len(world.writes) == 2


@pytest.mark.parametrize("what", ["update", "create"])
def test_row_46_two_hosts_that_push_at_once_converge(world_of: MakeWorld, what: str) -> None:
    documents = both() if what == "update" else ()
    world = world_of([first(volume="7"), second(volume="8")], documents)
    elsewhere = World(world.folder / "elsewhere", world.server)
    elsewhere.folder.mkdir()
    elsewhere.write_list([first(volume="7"), second(volume="8")])
    tokens = world.settings.state_dir / "token.json"

    def meanwhile(plan: Plan) -> bool:
        elsewhere.settings.state_dir.mkdir()
        (elsewhere.settings.state_dir / "token.json").write_bytes(tokens.read_bytes())
        assert elsewhere.pushed().counts() == {"done": 2}
        return True

    outcome = world.pushed(confirm=meanwhile)

    assert outcome.exit_code == 0
    assert len(world.documents) == 2
    assert len(world.writes) == 2
    check_that_a_healthy_run_converges(world, 2)
    assert not elsewhere.diff().report.findings


def push_and_raise(world: World, *signals: int, before: int) -> Pushed:
    """Signals that come just before the nth write."""

    def tell(position: int, count: int) -> None:
        if position == before:
            for number in signals:
                signal.raise_signal(number)

    request = PushRequest(yes=True, environ=ENVIRON)
    return run_push(lambda: world.settings, request, confirm=lambda plan: True, tell=tell)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_row_47_a_signal_between_two_writes_ends_at_a_safe_place(
    world_of: MakeWorld, number: int, code: int
) -> None:
    world = two_updates(world_of)

    interrupted = push_and_raise(world, number, before=1)

    assert code_of(interrupted) == code
    assert interrupted.report.outcome is not None
    assert interrupted.report.outcome.counts() == {"done": 1, "skipped": 1}
    assert world.runs[-1].is_closed
    check_that_a_healthy_run_converges(world, 2)


def test_row_47_a_second_signal_ends_at_once_and_the_next_run_looks(world_of: MakeWorld) -> None:
    world = two_updates(world_of)

    with pytest.raises(KeyboardInterrupt):
        push_and_raise(world, signal.SIGINT, signal.SIGINT, before=1)

    assert not world.runs[-1].is_closed
    check_that_a_healthy_run_converges(world, 2)


# -- 48 to 52: what the service makes of it, what people do meanwhile --------------------------


def test_row_48_a_value_that_the_service_changes_is_not_fought_over(world_of: MakeWorld) -> None:
    kept = {"do": "edit", "document": FIRST, "fields": {"volume": "VII"}, "silent": True}
    fault = Fault(**FIRST_PATCH | {"nth": None, "times": 99}, when=AFTER, act=kept)
    world = world_of([first(volume="7"), second()], both(), fault)

    first_time = world.pushed()
    sent = len(world.writes)
    world.later(minutes=5)
    second_time = world.push()

    assert first_time.counts() == {"unverified": 1}
    assert first_time.exit_code == 4
    assert len(world.writes) == sent
    assert code_of(second_time) in (0, 4)


def test_row_50_a_write_that_was_not_made_is_held(world_of: MakeWorld) -> None:
    pretended = Fault(**FIRST_PATCH | {"nth": None, "times": 99}, pretend=True)
    world = world_of([first(volume="7"), second()], both(), pretended)

    outcome = world.pushed()

    assert outcome.exit_code == 4
    assert outcome.counts() == {"unverified": 1}
    check_that_a_healthy_run_converges(world, 2)


@pytest.mark.parametrize("command", ["push", "adopt"])
@pytest.mark.parametrize("file", ["list", "lock file"])
def test_row_51_a_list_that_was_edited_meanwhile_is_stale(
    world_of: MakeWorld, command: str, file: str
) -> None:
    world = world_of([first(volume="7"), second()], both(notes="Read it."))
    world.pushed()
    world.write_list([first(volume="8"), second()])
    settings = world.settings
    path = settings.list_path if file == "list" else settings.lock_path
    sent = len(world.writes)

    def edit(plan: object) -> bool:
        if file == "list":
            path.write_text(path.read_text("utf-8") + "# a thought\n", "utf-8")
        else:
            write_lock_file(path, world.ledger.model_copy(update={"list_size": 3}))
        return True

    if command == "push":
        stale = world.push(confirm=edit)
    else:
        stale = run_adopt(lambda: settings, AdoptRequest(environ=ENVIRON), confirm=edit)

    assert isinstance(stale.error, StalePlanError)
    assert code_of(stale) == 6
    assert len(world.writes) == sent
    assert "# a thought" in path.read_text("utf-8") or world.ledger.list_size == 3


@pytest.mark.parametrize("how", ["cut", "altered", "of another list", "of another group"])
def test_row_52_a_plan_that_is_not_the_reviewed_one_is_refused(
    world_of: MakeWorld, tmp_path: Path, how: str
) -> None:
    world = two_updates(world_of)
    found = world.diff().reconciliation
    assert found is not None
    path = tmp_path / "plan.json"
    inputs = {"list": "another"} if how == "of another list" else {"group": "another"}
    plan = found.plan
    if how.startswith("of another"):
        plan = plan.model_copy(update={"inputs": plan.inputs.model_copy(update=inputs)})
    write_plan(plan, path, now=datetime.now(UTC))
    text = path.read_text("utf-8")
    if how == "cut":
        path.write_text(text[: len(text) // 2], "utf-8")
    if how == "altered":
        path.write_text(text.replace('"after": "7"', '"after": "6"'), "utf-8")

    refused = world.push(plan_file=path, yes=True)

    assert code_of(refused) == 6
    assert not world.writes
    assert world.settings.group == GROUP
