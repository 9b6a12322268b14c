"""Practice, each command a process of its own: compare, push, compare, undo, compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.mendeley.wire.drafts import writable_fields
from mendeley_sync.settings.sandbox_files import CLIENT_SECRET
from mendeley_sync.stores.journal import DONE, INTENT, JOURNAL_FOLDER, read_runs
from tests.system.installed import environment, run_installed

pytestmark = pytest.mark.slow

PRACTICE = Path("state/sandbox")


def practise(folder: Path, *command: str, code: tuple[int, ...] = (0,)) -> Any:
    """One practice command, with an environment that holds no account; its JSON."""
    environ = {
        name: value
        for name, value in environment(folder).items()
        if not name.startswith("MENDELEY_")
    }
    ended = run_installed(folder, "--sandbox", *command, "--format", "json", environ=environ)
    assert ended.code in code, ended.err
    return json.loads(ended.out)


def library(folder: Path) -> dict[str, str]:
    """Every live document's writable fields, to the byte."""
    state = json.loads((folder / PRACTICE / "state.json").read_text("utf-8"))
    return {
        document["id"]: json.dumps(writable_fields(document), sort_keys=True)
        for document in state["documents"]
    }


def test_a_push_and_its_undo_leave_the_practice_library_as_it_was(tmp_path: Path) -> None:
    before = practise(tmp_path, "diff")
    documents = library(tmp_path)
    assert before["plan"]["total"] > 0
    assert before["plan"]["refusals"] == []

    pushed = practise(tmp_path, "push", "--yes", code=(0, 4))
    after = practise(tmp_path, "diff")

    assert pushed["outcome"]["counts"] == {"done": before["plan"]["total"]}
    assert after["plan"]["total"] == 0
    assert after["plan"]["holds"]
    assert library(tmp_path) != documents

    practise(tmp_path, "undo", pushed["outcome"]["run"], "--yes")
    last = practise(tmp_path, "diff")

    assert last["findings"] == before["findings"]
    assert last["plan"]["changes"] == before["plan"]["changes"]
    assert library(tmp_path) == documents
    check_journal(tmp_path, before["plan"]["total"])


def check_journal(folder: Path, total: int) -> None:
    """It tells the whole story, and no secret in it."""
    journal = folder / PRACTICE / JOURNAL_FOLDER
    runs = read_runs(journal)
    assert [run.start["command"] for run in runs] == ["push", "undo"]
    for run in runs:
        assert run.is_closed
        assert len(run.of_kind(INTENT)) == len(run.of_kind(DONE)) == total
    token = json.loads((folder / PRACTICE / "token.json").read_text("utf-8"))["token"]
    told = "".join(path.read_text("utf-8") for path in journal.glob("*.jsonl"))
    assert told
    assert token["access_token"] not in told
    assert token["refresh_token"] not in told
    assert CLIENT_SECRET not in told
