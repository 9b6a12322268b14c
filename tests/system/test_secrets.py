"""Marked secrets stand everywhere a secret may come from; none turns up anywhere else."""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path

import pytest

from mendeley_sync.cli.registry import COMMANDS
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.sandbox.state import SandboxState
from tests import scenario
from tests.conftest import ROOT
from tests.system.desk import LIST, Desk

MARK = "PLANTED"
SECRET, SEED, ACCESS = f"{MARK}-secret-1", f"{MARK}-refresh-2", f"{MARK}-access-0123456789"
PASSWORD, HOOK = f"{MARK}-password-4", f"{MARK}-hook-5"
BEAT, FOLDER = f"{MARK}-beat-6", f"{MARK}-in-the-folder-7"
# Each service can send back only what it was sent.
ECHO = json.dumps({"error": "invalid_grant", "error_description": f"{SECRET} {SEED} {ACCESS}"})
ANSWER = json.dumps({"message": f"Authorization: Bearer {ACCESS}, access_token={ACCESS}&x=1"})

TROUBLE: dict[str, tuple[Fault, ...]] = {
    "none": (),
    "sign-in refused, all sent back": (
        Fault(path="/oauth/token", nth=None, status=400, body=ECHO),
    ),
    "application refused, all sent back": (
        Fault(path="/oauth/token", nth=None, status=401, body=ECHO),
    ),
    "sign-in answers with nonsense": (
        Fault(path="/oauth/token", nth=None, status=200, body=f"token={ACCESS}&{SEED}"),
    ),
    "sign-in breaks off": (Fault(path="/oauth/token", nth=None, reset=True, when=AFTER),),
    "token refused": (Fault(method="GET", nth=None, status=401, body=ANSWER),),
    "rights refused": (Fault(method="GET", nth=None, status=403, body=ANSWER),),
    "service ill": (Fault(method="GET", nth=None, status=500, body=ANSWER),),
    "writes refused": (Fault(method="PATCH", nth=None, status=422, body=ANSWER),),
}

WRITES_ELSEWHERE = {"token.json", "token-member.json", "application.json"}
"""The token store itself."""

LINES: dict[str, tuple[tuple[str, ...], ...]] = {
    "init": (("--from", "config/references.yaml"),),
    "login": ((), ("--no-browser",), ("--export",)),
    "logout": ((),),
    "status": ((), ("--format", "json")),
    "access": ((), ("--format", "json"), ("--page", "http://127.0.0.1:1/")),
    "groups": ((), ("--format", "json")),
    "pull": (("--full",), ("--files", "files")),
    "diff": ((), ("--format", "json", "--save-plan", "plan.json"), ("--format", "html")),
    "resolve": ((), ("--to", "decisions.csv")),
    "push": (("--yes",), ("--yes", "--format", "json")),
    "adopt": (("--yes",),),
    "runs": ((),),
    "undo": (("no-such-run", "--yes"),),
    "sync": ((), ("--quiet",), ("--now", "--strict", "--format", "json")),
    "match": (("config/references.yaml", "config/references.yaml"),),
    "dedupe": (("config/references.yaml",),),
    "check": ((), ("--links",)),
    "import": (("config/references.yaml",),),
    "export": ((), ("--library",)),
    "sandbox": (("--reset",),),
}


@pytest.fixture
def planted(desk: Desk, monkeypatch: pytest.MonkeyPatch, no_waiting: None) -> Desk:
    """A desk with a mark on every secret, and messengers that fail with theirs."""
    server = desk.server
    assert server is not None
    monkeypatch.setattr(SandboxState, "new_secret", _marked)
    server.state.applications[scenario.CLIENT_ID]["client_secret"] = SECRET
    server.state.refresh_tokens[SEED] = server.state.refresh_tokens[scenario.REFRESH_TOKEN]
    folder = desk.folder / "credentials"
    folder.mkdir()
    (folder / "client-secret").write_text(FOLDER, "utf-8")
    hook = f"import sys; print('{HOOK}', file=sys.stderr); sys.exit(sys.stdin.read() and 1)"
    desk.settings(
        more='[sync]\npush = ["fill"]\nadopt = ["note"]\n'
        f"[notifications]\ncommand = [{json.dumps(sys.executable)}, '-c', {json.dumps(hook)}]\n"
        "[notifications.email]\n"
        'host = "127.0.0.1"\nport = 1\nuser = "job"\nsender = "a@b.org"\nrecipients = ["c@d.org"]\n'
    )
    desk.write("config/references.yaml", LIST.replace("id: t", "DOI: 10.1/x\n    id: t"))
    for name, value in {
        "MENDELEY_CLIENT_SECRET": SECRET,
        "MENDELEY_REFRESH_TOKEN": SEED,
        "MENDELEY_SYNC_WEBHOOK": f"http://127.0.0.1:1/{HOOK}",
        "MENDELEY_SYNC_HEARTBEAT": f"{server.url}/{BEAT}",
        "MENDELEY_SYNC_SMTP_PASSWORD": PASSWORD,
        "CREDENTIALS_DIRECTORY": str(folder),
    }.items():
        monkeypatch.setenv(name, value)
    return desk


_plain_secret = SandboxState.new_secret


def _marked(state: SandboxState, kind: str) -> str:
    return f"{MARK}-{_plain_secret(state, kind)}"


def places_with_marks(desk: Desk) -> list[Path]:
    """Files that hold a mark and must not."""
    settings = desk.folder / "config" / "mendeley-sync.toml"
    return [
        path
        for path in desk.folder.rglob("*")
        if path.is_file()
        and path.name not in WRITES_ELSEWHERE
        and path.parent.name != "credentials"
        and path != settings  # the failing hook's program is spelt out there
        and MARK.encode() in path.read_bytes()
    ]


@pytest.mark.parametrize("trouble", TROUBLE)
def test_no_secret_turns_up_in_anything_that_any_command_writes(
    planted: Desk, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert planted.server is not None
    for fault in TROUBLE[trouble]:
        planted.server.faults.add(fault)

    calls = [(name, *line) for name, lines in LINES.items() for line in lines]
    for place, call in enumerate(calls):
        form = ("text", "json")[place % 2]
        ended = planted.run("--verbose", "--log-format", form, *call)
        assert MARK not in ended.out + ended.err, (call, ended)

    assert places_with_marks(planted) == []
    # The heart-beat goes to the sandbox, whose own log has its address.
    requests = [one for one in planted.server.requests if BEAT not in one["path"]]
    assert MARK not in json.dumps(requests)


def test_every_command_is_among_those_that_were_tried() -> None:
    assert set(COMMANDS) == set(LINES)


def test_no_secret_stands_in_the_environment_of_what_we_start(planted: Desk) -> None:
    """What a hook needs comes on its standard input; it must not inherit our secrets."""
    out = planted.folder / "environment.txt"
    program = f"import os; open({str(out)!r}, 'w').write(repr(dict(os.environ)))"
    command = json.dumps([sys.executable, "-c", program])
    planted.settings(more=f"[notifications]\ncommand = {command}\n")
    assert planted.server is not None
    planted.run("sync")
    planted.server.state.edit(next(iter(planted.server.state.documents)), volume="99")
    planted.run("sync")

    assert out.exists()
    assert MARK not in out.read_text("utf-8")


def test_the_marks_are_real_secrets(planted: Desk) -> None:
    """Without this the tests above could pass because nothing was ever marked."""
    assert planted.run("sync").code in (0, 4)

    assert (planted.folder / "state" / "token.json").read_text("utf-8").count(MARK) >= 2
    assert planted.server is not None
    assert any(BEAT in one["path"] for one in planted.server.requests)
    assert os.environ["MENDELEY_CLIENT_SECRET"] == SECRET
    assert logging.getLogger("oauthlib").level == logging.WARNING


def test_no_cassette_holds_a_token() -> None:
    cassettes = list((ROOT / "cassettes").rglob("*.yaml"))
    for path in cassettes:
        text = path.read_text("utf-8")
        assert "Bearer " not in text, path
        assert "refresh_token: " not in text, path
