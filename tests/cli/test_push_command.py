"""The commands in processes of their own, on the untidy practice library, one after another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.cli.run import run as run_here

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """One command against the practice library; exit code, result, messages."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mendeley_sync",
            "--sandbox",
            "--state-dir",
            str(folder),
            *arguments,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def report(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The same as JSON."""
    code, text, _ = run(folder, *arguments, "--format", "json")
    return code, json.loads(text)


def documents(folder: Path) -> dict[str, dict[str, Any]]:
    """What lies in the practice library, times apart."""
    state = json.loads((folder / "sandbox" / "state.json").read_text(encoding="utf-8"))
    return {
        item["id"]: {key: value for key, value in item.items() if key != "last_modified"}
        for item in state["documents"]
    }


@pytest.mark.slow
def test_diff_push_diff_undo_diff_on_the_untidy_library(tmp_path: Path) -> None:
    _, first = report(tmp_path, "diff")
    before = documents(tmp_path)
    assert first["plan"]["total"] > 0
    assert not first["plan"]["refusals"]

    code, pushed = report(tmp_path, "push", "--yes")
    assert code in (0, 4)
    assert {one["result"] for one in pushed["outcome"]["results"]} == {"done"}

    _, second = report(tmp_path, "diff")
    assert second["plan"]["total"] == 0
    assert second["plan"]["holds"]

    _, runs = report(tmp_path, "runs")
    code, _ = report(tmp_path, "undo", runs["runs"][0]["run"], "--yes")
    assert code == 0

    _, third = report(tmp_path, "diff")
    assert third["findings"] == first["findings"]
    assert documents(tmp_path) == before

    journals = (tmp_path / "sandbox" / "journal").glob("*.jsonl")
    told = "".join(path.read_text(encoding="utf-8") for path in journals)
    token = json.loads((tmp_path / "sandbox" / "token.json").read_text(encoding="utf-8"))
    secrets = [value for value in _texts(token) if len(value) > 20 and " " not in value]
    assert secrets
    assert not [secret for secret in secrets if secret in told and not secret.isdigit()]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [
            text for key, one in value.items() if "token" in key or isinstance(one, dict)
            for text in _texts(one)
        ]  # fmt: skip
    return [value] if isinstance(value, str) else []


WRONG = [
    (("push",), "Confirmation is needed"),
    (("push", "--yes", "--allow", "update"), "KIND=N"),
    (("push", "--yes", "--allow", "fill=900"), "--digest"),
    (("push", "--yes", "--unblock", "nothing"), "no run"),
    (("undo", "nothing", "--yes"), "no run"),
    (("undo", "nothing"), "Confirmation is needed"),
    (("adopt",), "Confirmation is needed"),
    (("adopt", "--yes", "--field", "colour"), "Unknown field"),
    (("adopt", "--yes", "adams-2006-efect"), "Did you mean 'adams-2006-effect'?"),
    (("adopt", "--yes", "0000"), "no entry and no document is called '0000'"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_what_cannot_be_done_is_said_in_words_and_ends_in_two(
    arguments: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_here(["--sandbox", "--state-dir", str(tmp_path), *arguments])

    assert code == 2
    assert words in capsys.readouterr().err


def test_runs_of_a_fresh_practice_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_here(["--sandbox", "--state-dir", str(tmp_path), "runs"]) == 0

    assert "No runs yet." in capsys.readouterr().out
