"""Desks for the tests of whole commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mendeley_sync.http.clock import SystemClock
from mendeley_sync.sandbox.server import SandboxServer
from tests.scenario import a_state
from tests.system.desk import ACCOUNT, DOCUMENTS, LIST, Desk


@pytest.fixture
def bare_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """An empty folder, an empty home, no account."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in (
        *ACCOUNT,
        "MENDELEY_SYNC_CONFIG",
        "MENDELEY_SYNC_STATE_DIR",
        "MENDELEY_SYNC_SIGN_IN_DIR",
        "MENDELEY_SYNC_GROUP",
    ):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, capsys)


@pytest.fixture
def desk(bare_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk that is set up: two references, two documents, one of them a year off."""
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)
    with SandboxServer(a_state(DOCUMENTS, now=None)) as server:
        bare_desk.server = server
        bare_desk.write("config/references.yaml", LIST)
        bare_desk.settings()
        yield bare_desk


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries take no time."""
    monkeypatch.setattr(SystemClock, "sleep", lambda self, seconds: None)
