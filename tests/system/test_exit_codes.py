"""Every exit code of docs/exit-codes.md, from the installed command."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mendeley_sync.errors import PRECEDENCE, ExitCode
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.stores.locks import run_lock
from tests.conftest import ROOT
from tests.system.desk import LIST, Desk, Ended
from tests.system.installed import ended, environment, run_installed, start

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WITH_DOI = LIST.replace("id: turner-2004\n", "id: turner-2004\n    DOI: 10.1/x\n")


def at(desk: Desk, *arguments: str) -> Ended:
    return run_installed(desk.folder, *arguments)


def server_of(desk: Desk) -> SandboxServer:
    assert desk.server is not None
    return desk.server


def fine(desk: Desk) -> Ended:
    return at(desk, "diff")


def a_bug(desk: Desk) -> Ended:
    desk.write("config/references.yaml", WITH_DOI)
    server_of(desk).faults.add(Fault(method="PATCH", nth=None, status=428))
    return at(desk, "push", "--yes")


def usage(desk: Desk) -> Ended:
    return at(desk, "diff", "--no-such-option")


def differences(desk: Desk) -> Ended:
    return at(desk, "diff", "--exit-code")


def a_hold(desk: Desk) -> Ended:
    return at(desk, "push", "--yes")


def a_rail(desk: Desk) -> Ended:
    desk.write("config/references.yaml", "references: []\n")
    return at(desk, "push", "--yes")


def a_stale_plan(desk: Desk) -> Ended:
    return at(desk, "push", "--yes", "--digest", "0" * 64)


def a_lock(desk: Desk) -> Ended:
    with run_lock(desk.folder / "state", command="push", now=NOW):
        return at(desk, "push", "--yes")


def no_sign_in(desk: Desk) -> Ended:
    environ = environment(desk.folder)
    del environ["MENDELEY_REFRESH_TOKEN"]
    return run_installed(desk.folder, "diff", environ=environ)


def throttled(desk: Desk) -> Ended:
    server_of(desk).faults.add(
        Fault(path="/documents", nth=None, status=429, headers={"Retry-After": "7200"})
    )
    return at(desk, "diff")


def cut_off(desk: Desk) -> Ended:
    path = desk.settings()
    path.write_text(path.read_text("utf-8") + "time_budget_minutes = 0.0000001\n", "utf-8")
    return at(desk, "sync")


def unsaved(desk: Desk) -> Ended:
    desk.write("config/references.yaml", WITH_DOI)
    lock_file = desk.folder / "config" / "references.lock.json"

    changes: list[int] = []

    def in_the_way() -> None:
        """The token call comes first, the first write second; then the file gives no way."""
        changes.append(1)
        if len(changes) == 2:
            lock_file.unlink(missing_ok=True)
            (lock_file / "in the way").mkdir(parents=True)

    server_of(desk).when_changed(in_the_way)
    return at(desk, "push", "--yes")


def a_stop_mark(desk: Desk) -> Ended:
    desk.write("config/references.yaml", WITH_DOI)
    also = {"do": "edit", "fields": {"abstract": "Not ours."}, "silent": True}
    server_of(desk).faults.add(Fault(method="PATCH", when=AFTER, act=also))
    return at(desk, "push", "--yes")


def _signalled(desk: Desk, number: signal.Signals) -> Ended:
    """The signal comes while the service takes its time with an answer."""
    running: list[subprocess.Popen[str]] = []
    # The token call changes the service: from then on the command is at work.
    server_of(desk).when_changed(lambda: running[0].send_signal(number))
    server_of(desk).faults.add(Fault(method="GET", path="/documents", nth=None, delay_s=1.0))
    running.append(start(desk.folder, "diff"))
    return ended(running[0])


def interrupted(desk: Desk) -> Ended:
    return _signalled(desk, signal.SIGINT)


def terminated(desk: Desk) -> Ended:
    return _signalled(desk, signal.SIGTERM)


CASES: dict[int, Callable[[Desk], Ended]] = {
    0: fine,
    1: a_bug,
    2: usage,
    3: differences,
    4: a_hold,
    5: a_rail,
    6: a_stale_plan,
    7: a_lock,
    8: no_sign_in,
    9: throttled,
    10: cut_off,
    11: unsaved,
    12: a_stop_mark,
    130: interrupted,
    143: terminated,
}


@pytest.mark.parametrize("code", CASES)
def test_the_installed_command_ends_in(desk: Desk, code: int) -> None:
    found = CASES[code](desk)

    assert found.code == code, found.err
    assert "Traceback" not in found.err


def test_every_code_has_its_case_and_its_words_in_the_documentation() -> None:
    text = (ROOT / "docs" / "exit-codes.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| (\d+) \| ([^|]+) \|", text, re.MULTILINE))

    assert set(CASES) == set(ExitCode) == {int(code) for code in rows}
    for code in ExitCode:
        assert rows[str(int(code))].startswith(code.word)


def test_the_order_of_the_documentation_decides_between_several_codes() -> None:
    text = (ROOT / "docs" / "exit-codes.md").read_text("utf-8")
    order = re.search(r"the first of this order wins: ([\d, ]+)\.", text)

    assert order is not None
    assert PRECEDENCE[2:] == tuple(int(code) for code in order[1].split(", "))
    assert ExitCode.worst((4, 5, 130)) == ExitCode.INTERRUPTED
    assert ExitCode.worst(()) == ExitCode.SUCCESS
