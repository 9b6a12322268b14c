"""`pull`: the whole command against the sandbox, with its words and exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.cli.run import run
from mendeley_sync.errors import (
    EXIT_ACCESS,
    EXIT_FINE,
    EXIT_SAFETY_CHECK,
    EXIT_SERVICE,
    EXIT_UNFINISHED,
    EXIT_USAGE,
)
from mendeley_sync.mendeley.snapshot import stable_pull
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from tests import scenario
from tests.service_builders import GROUP, a_server


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxServer]:
    """A service of three documents, and settings and credentials that lead there."""
    held = [{"id": f"d-{number}", "title": f"Work {number}"} for number in range(3)]
    with a_server(held, trash=[{"title": "Old"}]) as running:
        (tmp_path / "settings.toml").write_text(
            f'group = "{GROUP}"\n[service]\nbase_url = "{running.url}"\n', encoding="utf-8"
        )
        monkeypatch.setenv("MENDELEY_CLIENT_ID", scenario.CLIENT_ID)
        monkeypatch.setenv("MENDELEY_CLIENT_SECRET", scenario.CLIENT_SECRET)
        monkeypatch.setenv("MENDELEY_REFRESH_TOKEN", scenario.REFRESH_TOKEN)
        monkeypatch.setattr(stable_pull, "PAUSE_S", 0.0)
        yield running


def pull(tmp_path: Path, *arguments: str) -> int:
    places = ["--config", str(tmp_path / "settings.toml"), "--state-dir", str(tmp_path / "state")]
    return run(["pull", *places, *arguments])


def pulled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert pull(tmp_path, "--format", "json") == EXIT_FINE
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_it_says_what_there_is_and_what_moved(
    server: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pull(tmp_path) == EXIT_FINE
    first = capsys.readouterr().out
    with server.state.lock:
        server.state.trash("d-1")
        server.state.edit("d-2", year="1996")
    assert pull(tmp_path) == EXIT_FINE
    second = capsys.readouterr().out

    assert first.splitlines() == [
        "Invented Society Library: 3 documents, 1 in the trash.",
        "This was the first pull of this group.",
    ]
    assert "Since 2026-01-15 12:00 UTC: 1 changed, 1 moved to the trash." in second
    assert "1 document with unreadable values:" in second
    assert "d-2: year is not a whole number: '1996'" in second


def test_json_names_everything(
    server: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = pulled(tmp_path, capsys)

    assert report["summary"] == {"documents": 3, "trash": 1}
    assert report["exit"] == {"code": 0, "word": "success"}
    assert (report["kind"], report["exact"], report["requests"]) == ("full", True, 5)
    assert report["pulled_before"] is None
    assert len(report["moved"]["new"]) == 4


def test_terminal_codes_in_the_group_s_name_do_nothing(
    server: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.state.groups[GROUP]["name"] = "Red \x1b[31m alert\nFake line"
    assert pull(tmp_path) == EXIT_FINE

    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert len(out.splitlines()) == 2


def test_files_are_fetched_on_request_and_one_bad_file_is_for_a_later_run(
    server: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in (("good", b"content"), ("bad", b"other content")):
        server.state.contents[name] = content
        server.state.files[name] = {
            "id": name,
            "document_id": "d-1",
            "file_name": f"{name}.pdf",
            "mime_type": "application/pdf",
            "size": 7,
            "filehash": "040f06fd774092478d450774f5ba30c5da78acc8",
            "created": "2023-05-02T08:16:00.292Z",
        }

    assert pull(tmp_path, "--files", str(tmp_path / "papers")) == EXIT_UNFINISHED
    out = capsys.readouterr().out
    assert "1 file in the folder." in out
    assert "file bad could not be downloaded:" in out
    fetched = sorted(path.name for path in (tmp_path / "papers").iterdir())
    assert fetched == ["files.csv", "good.pdf"]


CORE = f'[{{"id":"d-0","group_id":"{GROUP}","title":"T","type":"journal"}}]'
WRONG: dict[str, tuple[Fault, int, str]] = {
    "throttled": (
        Fault(path="/documents", nth=None, status=429, headers={"Retry-After": "7200"}),
        EXIT_SERVICE,
        "429",
    ),
    "not in the group": (Fault(path="/groups*", nth=None, status=403), EXIT_ACCESS, "403"),
    "no such group": (Fault(path="/groups*", nth=None, status=404), EXIT_ACCESS, "404"),
    "core view": (
        Fault(path="/documents", query={"sort": "created"}, nth=None, when="after", body=CORE),
        EXIT_SAFETY_CHECK,
        "view=all",
    ),
    "elsewhere": (
        Fault(
            path="/documents",
            nth=None,
            headers={"Link": '<https://evil.example/documents?marker=1>; rel="next"'},
        ),
        EXIT_SERVICE,
        "not followed",
    ),
}


@pytest.mark.parametrize(("fault", "code", "words"), WRONG.values(), ids=WRONG)
def test_what_goes_wrong_ends_in_its_code_and_a_plain_sentence(
    server: SandboxServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    fault: Fault,
    code: int,
    words: str,
) -> None:
    server.faults.add(fault)

    assert pull(tmp_path) == code
    seen = capsys.readouterr()
    assert words in seen.err
    assert "Traceback" not in seen.err
    assert seen.out == ""


def refreshes(server: SandboxServer) -> int:
    return [request["path"] for request in server.requests].count("/oauth/token")


def test_row_10_a_token_that_ends_in_the_middle_costs_one_refresh(
    server: SandboxServer, tmp_path: Path
) -> None:
    server.faults.add(Fault(path="/documents", nth=1, status=401))

    assert pull(tmp_path) == EXIT_FINE
    assert refreshes(server) == 2


def test_row_11_a_token_that_is_never_good_ends_in_a_new_sign_in(
    server: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults.add(Fault(path="/documents", nth=None, status=401))

    assert pull(tmp_path) == EXIT_ACCESS
    assert re.search(r"`mendeley-sync [^`]*--state-dir [^`]* login[^`]*`", capsys.readouterr().err)


@pytest.mark.parametrize("old_token_works", [True, False])
def test_row_12_a_lost_answer_to_a_refresh_ends_whole_or_in_a_new_sign_in(
    server: SandboxServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    old_token_works: bool,
) -> None:
    server.state.switches.old_refresh_token_usable = old_token_works
    server.faults.add(Fault(path="/documents", nth=1, status=401))
    server.faults.add(Fault(path="/oauth/token", nth=2, when="after", reset=True))

    code = pull(tmp_path)
    seen = capsys.readouterr()
    assert code in ((EXIT_FINE,) if old_token_works else (EXIT_FINE, EXIT_ACCESS))
    assert "Traceback" not in seen.err
    assert ("3 documents" in seen.out) is (code == EXIT_FINE)


def test_a_damaged_mirror_is_said_with_the_way_on(
    server: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "library.sqlite3").write_text("words, not a database " * 99)

    assert pull(tmp_path) == EXIT_USAGE
    assert "Delete the file and pull again" in capsys.readouterr().err
    (tmp_path / "state" / "library.sqlite3").unlink()
    assert pull(tmp_path) == EXIT_FINE


def test_offline_makes_no_sense_for_a_pull(
    server: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pull(tmp_path, "--offline") == EXIT_USAGE
    assert server.requests == []
