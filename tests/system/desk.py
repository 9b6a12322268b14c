"""A user's desk: a folder with settings and a list, an account, and a service that answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mendeley_sync.cli.run import run
from mendeley_sync.sandbox.server import SandboxServer
from tests.scenario import CLIENT_ID, CLIENT_SECRET, GROUP, REFRESH_TOKEN

LIST = """\
references:
  - id: turner-2004
    type: article-journal
    title: A preliminary investigation of Balint and non-Balint behavioral medicine training
    author: [{family: Turner, given: Andrew L.}, {family: Malm, given: Rhonda L.}]
    container-title: Family Medicine
    issued: {date-parts: [[2004]]}
    volume: '36'
    issue: '2'
    page: 114-122
  - id: johnson-2004
    type: article-journal
    title: Essential characteristics of effective Balint Group leadership
    author: [{family: Johnson, given: Alan H.}]
    container-title: Family Medicine
    issued: {date-parts: [[2004]]}
    volume: '36'
    issue: '4'
    page: 253-259
"""

TITLE = "A preliminary investigation of Balint and non-Balint behavioral medicine training"

DOCUMENTS: tuple[Mapping[str, Any], ...] = (
    {
        "id": "11111111-aaaa-3000-8000-000000000001",
        "title": TITLE,
        "authors": [
            {"first_name": "Andrew L.", "last_name": "Turner"},
            {"first_name": "Rhonda L.", "last_name": "Malm"},
        ],
        "source": "Family Medicine",
        "year": 2004,
        "volume": "36",
        "issue": "2",
        "pages": "114-22",
    },
    {
        "id": "11111111-aaaa-3000-8000-000000000002",
        "title": "Essential characteristics of effective Balint Group leadership",
        "authors": [{"first_name": "Alan H.", "last_name": "Johnson"}],
        "source": "Family Medicine",
        "year": 2005,
        "volume": "36",
        "issue": "4",
        "pages": "253-9",
    },
)


class Ended(NamedTuple):
    """What a command left: its code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found


@dataclass
class Desk:
    """Runs commands as the installed program would, in one process."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    server: SandboxServer | None = None
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> Ended:
        """Run one command to its end."""
        self.capsys.readouterr()
        code = run(["--state-dir", str(self.folder / "state"), *arguments])
        captured = self.capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    def write(self, name: str, text: str) -> Path:
        """Put a file on the desk."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def settings(self, *, group: str | None = GROUP, more: str = "") -> Path:
        """Settings for the service that stands here."""
        assert self.server is not None
        named = f'group = "{group}"\n' if group else ""
        return self.write(
            "config/mendeley-sync.toml",
            f'{named}{more}\n[service]\nbase_url = "{self.server.url}"\n',
        )


ACCOUNT = {
    "MENDELEY_CLIENT_ID": CLIENT_ID,
    "MENDELEY_CLIENT_SECRET": CLIENT_SECRET,
    "MENDELEY_REFRESH_TOKEN": REFRESH_TOKEN,
}
