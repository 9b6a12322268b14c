"""`sandbox` serves the practice library or a file of one's own, and starts practice anew."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from mendeley_sync.cli.run import run
from mendeley_sync.errors import EXIT_FINE, EXIT_USAGE
from tests.makers.literature import ROOT

DEADLINE_S = 20


def serve(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "mendeley_sync", "sandbox", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=DEADLINE_S)
    return process.returncode


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process there")
def test_it_serves_a_file_until_ctrl_c_and_leaves_the_file_alone(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"profiles": [{"id": "somebody"}]}), encoding="utf-8")
    before = state.read_bytes()

    process, url = serve("--state", str(state))
    answer = requests.get(f"{url}/documents", timeout=DEADLINE_S)

    assert answer.status_code == 401
    assert end(process) == EXIT_FINE
    assert state.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process there")
def test_it_serves_the_practice_library(tmp_path: Path) -> None:
    process, url = serve("--state-dir", str(tmp_path))
    answer = requests.get(f"{url}/_sandbox/state", timeout=DEADLINE_S)

    assert len(answer.json()["documents"]) > 200
    assert end(process) == EXIT_FINE


def test_reset_lays_the_practice_out_anew(tmp_path: Path) -> None:
    assert run(["sandbox", "--reset", "--state-dir", str(tmp_path)]) == EXIT_FINE
    spoilt = tmp_path / "sandbox" / "state.json"
    spoilt.write_text("spoilt", encoding="utf-8")

    assert run(["sandbox", "--reset", "--state-dir", str(tmp_path)]) == EXIT_FINE

    assert json.loads(spoilt.read_text("utf-8"))["documents"]


def test_a_file_that_is_no_state_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state.json"
    state.write_text('{"documants": []}', encoding="utf-8")

    assert run(["sandbox", "--state", str(state)]) == EXIT_USAGE
    assert "'documents'" in capsys.readouterr().err


def test_a_port_that_is_taken_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        code = run(["sandbox", "--state-dir", str(tmp_path), "--port", port])

    assert code == EXIT_USAGE
    assert "--port" in capsys.readouterr().err


def test_reset_and_a_file_of_ones_own_exclude_each_other(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text("{}", encoding="utf-8")

    assert run(["sandbox", "--reset", "--state", str(state)]) == EXIT_USAGE


def test_practice_ignores_the_environments_credentials_and_leaves_config_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MENDELEY_CLIENT_ID", "MENDELEY_CLIENT_SECRET", "MENDELEY_REFRESH_TOKEN"):
        monkeypatch.setenv(name, "of-somebody-else")
    monkeypatch.setenv("MENDELEY_SYNC_GROUP", "another-group")
    monkeypatch.chdir(ROOT)
    before = fingerprints(ROOT / "config")

    code = run(["--sandbox", "--state-dir", str(tmp_path), "--quiet", "diff"])

    assert code == EXIT_FINE
    assert fingerprints(ROOT / "config") == before
    assert [path.name for path in tmp_path.iterdir()] == ["sandbox"]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"of-somebody-else" not in kept


def fingerprints(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
