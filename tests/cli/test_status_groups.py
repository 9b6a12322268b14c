"""`status` and `groups` as they are typed, against the practice library and a hostile one."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.cli.run import run
from mendeley_sync.errors import EXIT_ACCESS, EXIT_FINE, EXIT_USAGE
from mendeley_sync.reports.values import ago
from mendeley_sync.sandbox.server import SandboxServer
from tests import scenario
from tests.sign_in_builders import a_sandbox

HOSTILE = '=cmd()\x1b[31m<b>"name"\u202e'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MENDELEY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MENDELEY_SYNC_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxServer]:
    """A service to which a job is signed in."""
    with a_sandbox() as running:
        (tmp_path / "mendeley-sync.toml").write_text(
            f'group = "{scenario.GROUP}"\n[service]\nbase_url = "{running.url}"\n',
            encoding="utf-8",
        )
        monkeypatch.setenv("MENDELEY_CLIENT_ID", scenario.CLIENT_ID)
        monkeypatch.setenv("MENDELEY_CLIENT_SECRET", scenario.CLIENT_SECRET)
        monkeypatch.setenv("MENDELEY_REFRESH_TOKEN", scenario.REFRESH_TOKEN)
        yield running


def json_of(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_status_on_a_fresh_computer_names_the_way_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status"]) == EXIT_ACCESS

    assert "mendeley-sync login" in capsys.readouterr().out


def test_practice_status_is_signed_in_and_says_that_it_is_practice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["--sandbox", "status"]) == EXIT_FINE

    assert capsys.readouterr().out.startswith("SANDBOX: ")


def test_status_tells_who_where_and_how_old(
    server: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["status", "--names"]) == EXIT_FINE

    text = capsys.readouterr().out
    for fact in (
        "the environment (MENDELEY_REFRESH_TOKEN)",
        "the environment (MENDELEY_CLIENT_SECRET)",
        "Invented Society Library, where your role is owner",
        "never pulled",
        str(tmp_path / "state" / "token.json"),
    ):
        assert fact in text


def test_status_as_json_has_the_same_bytes_twice_without_run(
    server: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["status", "--offline", "--format", "json"])
    first = json_of(capsys)
    run(["status", "--offline", "--format", "json"])
    second = json_of(capsys)

    assert first.pop("run") != second.pop("run")
    assert first == second
    assert first["schema_version"] == "1.0"


def test_names_stay_out_of_pipes_unless_asked_for(
    server: SandboxServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["--sandbox", "status"])
    assert "Clara" not in capsys.readouterr().out
    run(["--sandbox", "status", "--names"])
    assert "Clara Beispiel" in capsys.readouterr().out


def test_groups_are_shown_with_id_role_and_seats(
    server: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["groups"]) == EXIT_FINE

    text = capsys.readouterr().out
    assert "Invented Society Library" in text
    assert f"{scenario.GROUP}  (in your settings)" in text
    assert "you are  owner" in text
    assert "2 of 25 seats" in text


def test_no_groups_is_explained_and_is_no_failure(
    server: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.state.members[scenario.GROUP] = []

    assert run(["groups"]) == EXIT_FINE

    text = capsys.readouterr().out
    assert "No groups found." in text
    assert "March 2021" in text
    assert "invitation" in text


def test_a_waiting_invitation_is_said(
    server: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.state.members[scenario.GROUP] = []
    server.state.invitations["i-1"] = {
        "invitation_uuid": "i-1",
        "group_uuid": scenario.GROUP,
        "invitee_email": "clara@example.org",
        "status": "SENT",
    }

    run(["groups"])

    assert "1 pending invitation for you" in capsys.readouterr().out


def test_groups_as_json_and_csv_hold_the_same_groups(
    server: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["groups", "--format", "json"])
    groups = json_of(capsys)["groups"]
    run(["groups", "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    assert [group["id"] for group in groups] == [row["id"] for row in rows] == [scenario.GROUP]
    assert rows[0]["limit"] == "25"


def test_a_hostile_group_name_is_shown_as_text(
    server: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.state.groups[scenario.GROUP]["name"] = HOSTILE

    for arguments in (["groups"], ["status"], ["groups", "--format", "json"]):
        run(arguments)
        shown = capsys.readouterr().out
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    run(["groups", "--format", "csv"])
    name = next(csv.DictReader(io.StringIO(capsys.readouterr().out)))["name"]
    assert not name.startswith("=")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["groups", "--offline"], EXIT_USAGE),
        (["groups", "--format", "html"], EXIT_USAGE),
        (["status", "--format", "csv"], EXIT_USAGE),
        (["groups", "--profile", "member"], EXIT_ACCESS),
        (["groups", "--profile", "../../evil"], EXIT_USAGE),
    ],
)
def test_what_cannot_be_is_refused(
    server: SandboxServer, arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    assert capsys.readouterr().err


def test_groups_without_credentials_names_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["groups"]) == EXIT_ACCESS

    assert "mendeley-sync login" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "just now"),
        (60, "1 minute ago"),
        (7200, "2 hours ago"),
        (86400, "1 day ago"),
        (86400 * 4000, "4,000 days ago"),
        (-30, "just now"),
        (-3600, "in the future: a clock is wrong"),
    ],
)
def test_an_age_is_said_as_people_say_it(seconds: int, words: str) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)

    assert ago(now - timedelta(seconds=seconds), now) == words
