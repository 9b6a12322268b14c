"""Unfinished runs, signals, full disks: what the next run and the person are told."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.errors import LockedError, UsageError
from mendeley_sync.plan.outcome import Result
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.stores import durable
from mendeley_sync.stores.journal import JOURNAL_FOLDER
from mendeley_sync.stores.locks import run_lock
from mendeley_sync.workflow.push_signals import interruptible
from mendeley_sync.workflow.undo.runs import lift_stop_mark
from tests.sync_builders import NOON, TITLE, a_reference
from tests.sync_world import Killed, World, a_world, power

DOC = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-2222-4222-8222-222222222222"
OTHER_TITLE = "Group work with students: what the seminar taught us"


def raw(document: str, doi: str, title: str) -> dict[str, Any]:
    """A document as the service has it."""
    return {"id": document, "type": "journal", "title": title, "identifiers": {"doi": doi}}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two pairs whose list knows the volume."""
    entries = [
        a_reference("a", DOI="10.5555/1", volume="7"),
        a_reference("b", DOI="10.5555/2", title=OTHER_TITLE, volume="8"),
    ]
    held = [raw(DOC, "10.5555/1", TITLE), raw(OTHER, "10.5555/2", OTHER_TITLE)]
    with a_world(tmp_path, entries, held) as made:
        made.diff()
        yield made


def test_what_arrived_before_the_crash_is_found_by_reading(world: World) -> None:
    with power(f"answered PATCH /documents/{DOC}"), suppress(Killed):
        world.push()
    assert world.documents[DOC]["volume"] == "7"
    assert [run.is_closed for run in world.runs] == [False]

    outcome = world.pushed()

    assert [one.result for one in outcome.recovered] == [Result.DONE]
    assert all(run.is_closed for run in world.runs)
    assert world.documents[OTHER]["volume"] == "8"


def test_a_journal_that_is_damaged_stops_every_write_until_a_person_looked(world: World) -> None:
    world.pushed()
    path = world.runs[0].path
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    world.write_list([a_reference("a", DOI="10.5555/1", volume="9")])

    refused = world.push()

    assert refused.error is not None
    assert refused.error.exit_code == 12
    lift_stop_mark(world.settings, path.stem)
    assert world.push().error is None


def test_a_run_without_a_stop_mark_is_not_waved_through(world: World) -> None:
    with power(f"answered PATCH /documents/{DOC}"), suppress(Killed):
        world.push()

    with pytest.raises(UsageError, match="no stop mark"):
        lift_stop_mark(world.settings, world.runs[-1].run)

    assert world.pushed().recovered


def test_a_second_run_leaves_at_once(world: World) -> None:
    with run_lock(world.settings.state_dir, command="push", now=NOON):
        result = world.push()

    assert isinstance(result.error, LockedError)
    assert result.error.exit_code == 7
    assert not world.writes


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_finishes_the_write_in_flight(
    world: World, number: signal.Signals, code: int
) -> None:
    world.server.when_changed(_once(lambda: os.kill(os.getpid(), number)))

    outcome = world.pushed()

    assert outcome.exit_code == code
    assert outcome.counts() == {"done": 1, "skipped": 1}
    assert [run.is_closed for run in world.runs] == [True]


def _once(action: Any) -> Any:
    left = [action]

    def call() -> None:
        if left:
            left.pop()()

    return call


def test_the_second_signal_ends_at_once() -> None:
    with interruptible() as interruption:
        interruption.came(signal.SIGINT, None)
        assert interruption() == signal.SIGINT

        with pytest.raises(KeyboardInterrupt):
            interruption.came(signal.SIGINT, None)


def test_a_full_disk_before_sending_stops_with_nothing_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: Any, **named: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("mendeley_sync.stores.journal.write_durably", full)

    result = world.push()

    assert result.error is not None
    assert result.error.exit_code == 5
    assert not world.writes


def test_a_full_disk_after_sending_leaves_a_copy_and_its_own_code(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = durable.write_durably

    def full(path: Path, data: bytes, **named: Any) -> None:
        if path.name.endswith(".lock.json") and world.writes:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path, data, **named)

    monkeypatch.setattr("mendeley_sync.stores.lock_file.write_durably", full)

    outcome = world.pushed()

    assert outcome.exit_code == 11
    folder = world.settings.state_dir / JOURNAL_FOLDER
    (rescued,) = folder.glob("mendeley-sync-rescue-*.json")
    assert DOC in rescued.read_text(encoding="utf-8")
    monkeypatch.undo()


def test_a_lost_answer_that_stays_lost_is_looked_up_by_the_next_run(world: World) -> None:
    world.server.faults.add(Fault(method="PATCH", path=f"/documents/{DOC}", status=503, when=AFTER))
    world.server.faults.add(
        Fault(method="GET", path=f"/documents/{DOC}", nth=2, times=20, status=503)
    )

    first = world.pushed()
    world.server.faults.clear()
    second = world.pushed()

    assert first.results[0].result is Result.UNKNOWN
    assert [one.result for one in second.recovered] == [Result.DONE]
    assert world.documents[DOC]["volume"] == "7"
