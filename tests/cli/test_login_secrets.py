"""Marked secrets are planted everywhere a secret may come from; none may turn up elsewhere."""

from __future__ import annotations

import json
import logging
import os
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest

from mendeley_sync.cli.app import App
from mendeley_sync.cli.run import run
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.sandbox.state import SandboxState
from tests import scenario
from tests.sign_in_builders import a_sandbox

MARK = "PLANTED"
SECRET, SEED, ACCESS = f"{MARK}-secret", f"{MARK}-refresh", f"{MARK}-access-0123456789"
ECHO = json.dumps({"error": "invalid_grant", "error_description": f"{SECRET} {SEED} {ACCESS}"})

TROUBLE: dict[str, tuple[Fault, ...]] = {
    "none": (),
    "refused, with everything sent back": (
        Fault(path="/oauth/token", nth=None, status=400, body=ECHO),
    ),
    "refused application, sent back": (
        Fault(path="/oauth/token", nth=None, status=401, body=ECHO),
    ),
    "an answer that breaks off within the token": (
        Fault(path="/oauth/token", nth=None, cut_after=40, keep_length=False),
    ),
    "an answer that is not JSON but holds the token": (
        Fault(path="/oauth/token", nth=None, status=200, body=f"token={ACCESS}&{SEED}"),
    ),
    "a lost answer": (Fault(path="/oauth/token", reset=True, when=AFTER),),
    "a resource that sends the token back": (
        Fault(
            method="GET",
            path="/groups*",
            nth=None,
            status=403,
            body=json.dumps({"message": f"Bearer {ACCESS}"}),
        ),
        Fault(
            method="GET",
            path="/profiles*",
            nth=None,
            status=401,
            body=json.dumps({"message": f"access_token={ACCESS}"}),
        ),
    ),
}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxServer]:
    monkeypatch.chdir(tmp_path)
    # Tokens that the service gives are marked as well.
    monkeypatch.setattr(SandboxState, "new_secret", _marked(SandboxState.new_secret))
    # Waiting is not what is tried here.
    monkeypatch.setattr("mendeley_sync.http.clock.time.sleep", lambda _: None)
    with a_sandbox() as running:
        running.state.applications[scenario.CLIENT_ID]["client_secret"] = SECRET
        running.state.refresh_tokens[SEED] = running.state.refresh_tokens[scenario.REFRESH_TOKEN]
        (tmp_path / "mendeley-sync.toml").write_text(
            f'group = "{scenario.GROUP}"\n[service]\nbase_url = "{running.url}"\n',
            encoding="utf-8",
        )
        for name, value in {
            "MENDELEY_SYNC_STATE_DIR": str(tmp_path / "state"),
            "MENDELEY_CLIENT_ID": scenario.CLIENT_ID,
            "MENDELEY_CLIENT_SECRET": SECRET,
            "MENDELEY_REFRESH_TOKEN": SEED,
        }.items():
            monkeypatch.setenv(name, value)
        yield running


def _marked(original: object) -> object:
    def new_secret(state: SandboxState, kind: str) -> str:
        assert callable(original)
        return f"{MARK}-{original(state, kind)}"

    return new_secret


@pytest.mark.parametrize("trouble", TROUBLE)
@pytest.mark.parametrize(
    "arguments", [["status"], ["status", "--format", "json"], ["groups"], ["logout"]]
)
def test_no_secret_turns_up_outside_the_token_store(
    server: SandboxServer,
    tmp_path: Path,
    arguments: list[str],
    trouble: str,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in TROUBLE[trouble]:
        server.faults.add(fault)

    run(["--verbose", *arguments])

    shown = capfd.readouterr()
    assert MARK not in shown.out + shown.err
    # The sandbox runs in this process, too; what its own server side logs is not ours.
    theirs = ("oauthlib.oauth2.rfc6749.endpoints", "oauthlib.oauth2.rfc6749.grant_types")
    logged = [r.getMessage() for r in caplog.records if not r.name.startswith(theirs)]
    assert not [line for line in logged if MARK in line]
    assert MARK not in json.dumps(server.requests)
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != "token.json":
            assert MARK.encode() not in path.read_bytes(), path


def test_a_sign_in_that_fails_shows_no_secret(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(App, "is_terminal", True)
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    monkeypatch.setattr("mendeley_sync.workflow.account.sign_in.LIMIT_S", 0.0)
    monkeypatch.setattr("click.prompt", lambda *_, **__: f"http://localhost:1/?code={MARK}")

    run(["--verbose", "login", "--no-browser"])

    shown = capfd.readouterr()
    assert "not the answer" in shown.err
    assert MARK not in shown.out + shown.err


def test_the_marks_are_real_secrets(server: SandboxServer, tmp_path: Path) -> None:
    """Without this the test above could pass because nothing was ever marked."""
    assert run(["status"]) == 0

    token = (tmp_path / "state" / "token.json").read_text(encoding="utf-8")
    assert token.count(MARK) >= 3
    assert os.environ["MENDELEY_CLIENT_SECRET"].startswith(MARK)
