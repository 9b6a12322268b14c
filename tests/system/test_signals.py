"""TERM at any moment: the job ends in 143 in time, and the next run goes on as if nothing was."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.errors import ConfigError
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.stores.journal import JOURNAL_FOLDER, read_runs
from mendeley_sync.workflow.compare import library as diff_module
from mendeley_sync.workflow.push import write_run as push_parts_module
from mendeley_sync.workflow.shutdown import ENDING
from tests.scenario import a_state
from tests.system.desk import ACCOUNT, Desk, Ended
from tests.system.installed import LIMIT_S, ended, start

ENTRIES = 3
TITLES = tuple(f"Work number {n} on the matter of the Balint group" for n in range(ENTRIES))

pytestmark = pytest.mark.slow


def the_list(volume: int) -> str:
    entries = (
        f"  - id: work-{n}\n    type: article-journal\n    title: {title}\n"
        f"    author: [{{family: Author{n}, given: Ada}}]\n"
        f"    issued: {{date-parts: [[{2000 + n}]]}}\n"
        f"    volume: '{volume}'\n"
        for n, title in enumerate(TITLES)
    )
    return "references:\n" + "".join(entries)


def the_documents() -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "authors": [{"first_name": "Ada", "last_name": f"Author{n}"}],
            "year": 2000 + n,
            "volume": "1",
        }
        for n, title in enumerate(TITLES)
    ]


@pytest.fixture
def busy_desk(bare_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A job that updates every document in each run."""
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)
    # The service's clock moves with each write: a document that was just written needs no rest.
    state = a_state(the_documents(), now=datetime.now(UTC), step_s=3.0)
    with SandboxServer(state) as server:
        bare_desk.server = server
        bare_desk.write("config/references.yaml", the_list(1))
        path = bare_desk.settings(
            more='[sync]\npush = ["update"]\n'
            "[limits]\nupdate = {free = 99, share = 1.0, most = 99}\n"
        )
        path.write_text(path.read_text("utf-8") + "requests_per_second = 20.0\n", "utf-8")
        assert bare_desk.run("sync").code == 0
        yield bare_desk


def volumes(desk: Desk) -> list[str]:
    assert desk.server is not None
    return sorted(one["volume"] for one in desk.server.state.documents.values())


def status(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "state" / "status.json").read_text("utf-8"))
    return found


def terminate_after(desk: Desk, seconds: float) -> Ended:
    """A run that was asked to end after so long; seen to end in time."""
    process = start(desk.folder, "sync")
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.terminate()
    asked = time.monotonic()
    left = ended(process)
    assert time.monotonic() - asked < LIMIT_S
    return left


def rest(desk: Desk) -> None:
    """Nobody has edited anything for a moment."""
    assert desk.server is not None
    desk.server.state.clock.advance(5)


def check_that_it_converges(desk: Desk, times: int, seed: int) -> list[int]:
    chance = random.Random(seed)
    process = start(desk.folder, "sync")
    began = time.monotonic()
    ended(process)
    whole_s = time.monotonic() - began
    codes = []
    for volume in range(2, times + 2):
        desk.write("config/references.yaml", the_list(volume))
        rest(desk)

        left = terminate_after(desk, chance.uniform(0.0, whole_s))

        assert left.code in (0, 143), left.err
        codes.append(left.code)
        rest(desk)
        after = desk.run("sync")
        assert after.code == 0, after.err
        assert volumes(desk) == [str(volume)] * ENTRIES
        assert status(desk.folder)["exit_code"] == 0
    assert all(run.is_closed for run in read_runs(desk.folder / "state" / JOURNAL_FOLDER))
    return codes


def test_twenty_runs_terminated_at_random_end_in_143_and_the_next_one_converges(
    busy_desk: Desk,
) -> None:
    codes = check_that_it_converges(busy_desk, 20, seed=9)

    # A run may be faster than its signal, but not many are.
    assert codes.count(143) >= 12


@pytest.mark.soak
def test_two_hundred_runs_terminated_at_random_end_in_143_and_the_next_one_converges(
    busy_desk: Desk,
) -> None:
    assert check_that_it_converges(busy_desk, 200, seed=10).count(143) >= 120


def test_the_status_is_written_when_a_run_is_terminated_at_work(busy_desk: Desk) -> None:
    assert busy_desk.server is not None
    running: list[subprocess.Popen[str]] = []
    busy_desk.write("config/references.yaml", the_list(2))
    # The first write of the run asks it to end.
    busy_desk.server.when_changed(lambda: running[0].terminate())
    running.append(start(busy_desk.folder, "sync"))

    code = ended(running[0]).code

    busy_desk.server.when_changed(lambda: None)
    assert code == 143
    assert status(busy_desk.folder)["exit_code"] == 143
    assert volumes(busy_desk) == ["1"] * (ENTRIES - 1) + ["2"]


def swallowed(*results: Any) -> Any:
    """TERM comes in a piece of code that makes something else of the exception."""
    try:
        signal.raise_signal(signal.SIGTERM)
    except KeyboardInterrupt:
        if results and isinstance(results[0], Exception):
            raise results[0] from None
    return results[0] if results else None


@pytest.mark.parametrize(
    "outcome",
    [ValueError("is no valid mapping"), ConfigError("cannot be read"), LockFileData()],
    ids=["a fault", "an error of ours", "a value"],
)
@pytest.mark.parametrize("command", ["sync", "diff"])
def test_an_interrupt_that_a_library_swallows_ends_the_run_all_the_same(
    busy_desk: Desk, monkeypatch: pytest.MonkeyPatch, command: str, outcome: object
) -> None:
    busy_desk.write("config/references.yaml", the_list(2))
    monkeypatch.setattr(diff_module, "read_lock_file", lambda path: swallowed(outcome))
    monkeypatch.setattr(push_parts_module, "read_lock_file", lambda path: swallowed(outcome))

    ended_so = busy_desk.run(command)

    assert ended_so.code == 143
    ENDING.check()  # what comes next in this process was not asked to end
    assert "Traceback" not in ended_so.err
    assert volumes(busy_desk) == ["1"] * ENTRIES
    if command == "sync":
        assert status(busy_desk.folder)["exit_code"] == 143
