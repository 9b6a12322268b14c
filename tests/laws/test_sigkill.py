"""A push that is really killed, in a process of its own, at ten of its steps."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.laws.test_crash_walk import Scenario, both, end_of, first, second, signed_in
from tests.sync_world import a_world, power

ROOT = Path(__file__).resolve().parents[2]
STORY = Scenario(
    (first(volume="7"), second(volume="8")),
    both()[:1],
    signed_in,
    lambda world: world.push(),
)
KILLS = 10


def killed(folder: Path, url: str, step: int) -> int:
    """Push in another process until it is killed; how it ended."""
    command = [sys.executable, "-m", "tests.laws.killed_push", str(folder), url, str(step)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this platform has no SIGKILL")
def test_a_push_that_is_killed_is_taken_up_to_the_same_end(tmp_path: Path) -> None:
    with a_world(tmp_path / "whole", STORY.references, STORY.documents) as world:
        STORY.before(world)
        with power() as steps:
            world.push()
        wanted = end_of(world)

    for number in {1 + n * (len(steps) - 1) // (KILLS - 1) for n in range(KILLS)}:
        folder = tmp_path / str(number)
        with a_world(folder, STORY.references, STORY.documents) as world:
            STORY.before(world)

            assert killed(folder, world.server.url, number) == -signal.SIGKILL

            world.later(minutes=11)
            world.push()
            assert end_of(world) == wanted, f"killed at step {number}, {steps[number - 1]}"
