"""TERM at any moment: the job ends in 143 in time, and the next run goes on as if nothing was."""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.sandbox.scenario import a_state
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.stores.journal import JOURNAL_FOLDER, read_runs
from tests.system.desk import ACCOUNT, Desk
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


def terminate_after(desk: Desk, seconds: float) -> int:
    """The code of a run that was asked to end after so long; seen to end in time."""
    process = start(desk.folder, "sync")
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.terminate()
    asked = time.monotonic()
    code = ended(process).code
    assert time.monotonic() - asked < LIMIT_S
    return code


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

        codes.append(terminate_after(desk, chance.uniform(0.0, whole_s)))

        assert codes[-1] in (0, 143)
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
