"""What the tests of the fault matrix begin with, and what they end in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.workflow.push.write_run import Pushed
from tests.laws.test_crash_walk import FIRST, both, first, second
from tests.sync_world import World

MakeWorld = Callable[..., World]

FIRST_PATCH: dict[str, Any] = {"method": "PATCH", "path": f"/documents/{FIRST}"}
EVERY_PATCH: dict[str, Any] = {"method": "PATCH", "nth": None}
CREATE: dict[str, Any] = {"method": "POST", "path": "/documents"}


def two_updates(world_of: MakeWorld, *faults: Fault, **state: Any) -> World:
    """Two documents that lack the volume of the list."""
    return world_of([first(volume="7"), second(volume="8")], both(), *faults, **state)


def one_create(world_of: MakeWorld, *faults: Fault) -> World:
    """One entry that the library lacks."""
    return world_of([first(volume="7")], [], *faults)


def code_of(pushed: Pushed) -> int:
    """What the command would end in."""
    return pushed.error.exit_code if pushed.error else pushed.report.exit_code


def check_that_a_healthy_run_converges(world: World, documents: int) -> None:
    """Locks are free, nothing is lost or doubled, and nothing is left to do."""
    world.server.faults.clear()
    world.later(minutes=11)
    after = world.push()
    assert code_of(after) == 0, after.error or after.report
    assert not world.diff().report.findings
    assert len(world.documents) == documents
    assert all(run.is_closed for run in world.runs)
