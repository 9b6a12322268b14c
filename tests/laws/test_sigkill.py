"""`mendeley-sync push`, as installed, killed with SIGKILL at ten of its steps.

The service is a process of its own (`mendeley-sync sandbox --state FILE`) and lives on; the
command that is killed and the command that takes its work up are processes, too.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.csl.csl import write_csl_yaml
from mendeley_sync.mendeley.wire.drafts import writable_fields
from mendeley_sync.sandbox.state_file import dump_state
from mendeley_sync.stores.journal import JOURNAL_FOLDER, read_runs
from mendeley_sync.stores.lock_file import read_lock_file
from tests.laws.test_crash_walk import both, first, second
from tests.scenario import GROUP, a_state
from tests.sync_builders import a_reference
from tests.system.installed import LIMIT_S, environment

COMMAND = Path(sys.executable).with_name("mendeley-sync")
SWITCH = Path(__file__).parent / "power_switch"
KILLS = 10
NEW = a_reference("c", title="Harbours of the Baltic and their doctors", DOI="10.5555/3")
AGREED = (first(volume="7"), second(volume="7"))
WANTED = (first(volume="8"), second(volume="7", publisher="P"), NEW)
"""One update, one fill, one new document."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this platform has no SIGKILL"),
]


class End(NamedTuple):
    """What is left when all is done; ids of new documents and times apart."""

    works: list[str]
    trash: int
    list_text: str
    pairs: dict[str, dict[str, Any]]
    plan: int
    findings: int
    open_runs: list[str]


class Service:
    """The sandbox in its own process."""

    def __init__(self, url: str) -> None:
        self.url = url

    def put(self, what: str, value: Any) -> None:
        """Another state, or another time."""
        answer = requests.put(f"{self.url}/_sandbox/{what}", json=value, timeout=LIMIT_S)
        assert answer.ok, answer.text

    def state(self) -> Any:
        """The whole state, as a state file."""
        return requests.get(f"{self.url}/_sandbox/state", timeout=LIMIT_S).json()

    def later(self) -> None:
        """So long that a lost create counts as one that did not arrive."""
        self.put("clock", {"advance_s": 660})


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """`mendeley-sync sandbox`, until the test ends."""
    state = tmp_path / "service.json"
    # The clock moves with each write, so that no document has to rest before the next.
    begun = a_state(both(volume="7"), now=datetime.now(UTC), step_s=3.0)
    state.write_text(dump_state(begun), "utf-8")
    process = subprocess.Popen(
        [COMMAND, "sandbox", "--state", str(state)],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield Service(process.stdout.readline().strip())
    finally:
        process.terminate()
        process.communicate(timeout=LIMIT_S)


def run(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """One installed command, from its start to its end."""
    return subprocess.run(
        [COMMAND, "--state-dir", "state", *arguments],
        cwd=folder,
        env={**environment(folder), **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


def push(folder: Path) -> None:
    """A push that goes through."""
    ended = run(folder, "push", "--yes")
    assert ended.returncode == 0, ended.stderr


def push_with_a_switch(folder: Path, fails_at: int = 0) -> tuple[int, list[str]]:
    """Push until the power fails, if it does; how it ended, and the steps that were made."""
    steps = folder / "steps"
    path = os.pathsep.join((str(SWITCH), environment(folder)["PYTHONPATH"]))
    switch = {"PYTHONPATH": path, "POWER_STEPS": str(steps), "POWER_FAILS_AT": str(fails_at)}
    ended = run(folder, "push", "--yes", **switch)
    return ended.returncode, steps.read_text("utf-8").splitlines()


def write_list(folder: Path, references: tuple[Reference, ...]) -> None:
    """Save the list, as a person would."""
    (folder / "config/references.yaml").write_text(write_csl_yaml(references), "utf-8")


def agreed(folder: Path, service: Service) -> Any:
    """Both sides agreed, then the list changed; the service's state at this moment."""
    (folder / "config").mkdir(parents=True)
    (folder / "config/mendeley-sync.toml").write_text(
        f'group = "{GROUP}"\n[service]\nbase_url = "{service.url}"\nrequests_per_second = 20.0\n',
        "utf-8",
    )
    write_list(folder, AGREED)
    push(folder)
    write_list(folder, WANTED)
    service.later()
    return service.state()


def end_of(folder: Path, service: Service) -> End:
    """What is left."""
    report = json.loads(run(folder, "diff", "--format", "json").stdout)
    ledger = read_lock_file(folder / "config/references.lock.json")
    state = service.state()
    return End(
        sorted(json.dumps(writable_fields(one), sort_keys=True) for one in state["documents"]),
        len(state.get("trash", ())),
        (folder / "config/references.yaml").read_text("utf-8"),
        {
            key: {name: one.model_dump() for name, one in binding.fields.items()}
            for key, binding in ledger.by_reference().items()
        },
        report["plan"]["total"],
        len(report["findings"]),
        [one.run for one in read_runs(folder / "state" / JOURNAL_FOLDER) if not one.is_closed],
    )


def kills_of(steps: list[str]) -> list[int]:
    """Every send and every answer; the first and the last step; a rename before and after."""
    numbers = {n for n, step in enumerate(steps, 1) if step.startswith(("send", "answered"))}
    rename = next(n for n, step in enumerate(steps, 1) if step.startswith("rename "))
    return sorted(numbers | {1, rename, rename + 1, len(steps)})


def test_a_push_that_is_killed_is_taken_up_to_the_same_end(
    service: Service, tmp_path: Path
) -> None:
    before = agreed(tmp_path / "before", service)
    shutil.copytree(tmp_path / "before", tmp_path / "whole")
    code, steps = push_with_a_switch(tmp_path / "whole")
    wanted = end_of(tmp_path / "whole", service)
    assert code == 0
    assert len(wanted.works) == len(WANTED)
    assert (wanted.plan, wanted.findings, wanted.open_runs) == (0, 0, [])

    numbers = kills_of(steps)
    assert len(numbers) == KILLS
    for number in numbers:
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "before", folder)
        service.put("state", before)

        code, made = push_with_a_switch(folder, number)

        assert (code, made) == (-signal.SIGKILL, steps[:number])
        service.later()
        push(folder)
        assert end_of(folder, service) == wanted, f"killed at step {number}, {made[-1]}"
