"""A practice library with open questions, made once and copied for each test."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from mendeley_sync.cli.run import run
from mendeley_sync.settings import Settings, load_settings
from mendeley_sync.workflow.compare.library import DiffRequest, run_diff

LISTED = (
    "adams-2006-effect",
    "airagnes-2014-appropriate",
    "o-neill-2015-balint",
    "tschuschke-2017-wirken",
    "balint-1993-before",
    "barnett-1979-balint",
    "fritzsche-2021-can",
    "ghetti-2009-burnout",
    "herzog-2022-geduld",
    "huang-2020-randomized",
    "watt-2018-reflections",
)
"""Entries with open questions, enough of them for a walk and few enough for a quick test."""


def pulled_practice(folder: Path) -> None:
    """A state folder with a short list, in which the practice library was pulled once."""
    settings = load_settings(config=None, state_dir=folder, sandbox=True)
    entries = yaml.safe_load(settings.list_path.read_text("utf-8"))["references"]
    kept = [entry for entry in entries if entry["id"] in LISTED]
    text = yaml.safe_dump({"references": kept}, allow_unicode=True, sort_keys=False)
    settings.list_path.write_text(text, "utf-8")
    comparison = run_diff(lambda: settings, DiffRequest())
    assert comparison.error is None


class Case(NamedTuple):
    """One state folder, and `resolve` run in it."""

    state: Path
    output: pytest.CaptureFixture[str]

    @property
    def settings(self) -> Settings:
        return load_settings(config=None, state_dir=self.state, sandbox=True)

    @property
    def arguments(self) -> list[str]:
        return ["--sandbox", "--offline", "--state-dir", str(self.state), "resolve"]

    def resolve(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, results, messages."""
        code = run([*self.arguments, *arguments])
        out, err = self.output.readouterr()
        return code, out, err

    def open_questions(self) -> int:
        """How many questions `resolve` would ask."""
        _, out, _ = self.resolve()
        first = out.split()[0]
        return 0 if first == "Nothing" else int(first)

    def decisions(self) -> list[dict[str, Any]]:
        """What stands in the lock file, with the reference of each."""
        path = self.settings.lock_path
        blocks = json.loads(path.read_text("utf-8"))["references"] if path.exists() else {}
        return [
            {"reference": key, **one}
            for key, block in blocks.items()
            for one in block.get("decisions", ())
        ]

    def table(self, path: Path) -> list[dict[str, str]]:
        """The rows that `--to` writes."""
        assert self.resolve("--to", str(path))[0] == 0
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def write_table(path: Path, rows: list[dict[str, str]], delimiter: str = ",") -> None:
    """The table as a spreadsheet saves it."""
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    table.writeheader()
    table.writerows(rows)
    path.write_text(text.getvalue(), "utf-8-sig")
