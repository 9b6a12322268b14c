"""A branch that lacks what was fetched must be merged first; asked of a real repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mendeley_sync.workflow.git import behind_refusal, commits_behind

IDENTITY = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone whose upstream got two more commits that were fetched and not merged."""
    monkeypatch.setenv("HOME", str(tmp_path))
    origin, mine = tmp_path / "origin", tmp_path / "mine"
    origin.mkdir()
    git(origin, "init", "--initial-branch", "main")
    git(origin, "commit", "--allow-empty", "-m", "one")
    git(tmp_path, "clone", str(origin), str(mine))
    git(origin, "commit", "--allow-empty", "-m", "two")
    git(origin, "commit", "--allow-empty", "-m", "three")
    (mine / "config").mkdir()
    return mine


def test_nothing_is_fetched_to_find_out(clone: Path) -> None:
    assert commits_behind(clone / "config") == 0


def test_what_was_fetched_and_not_merged_is_refused_with_the_way_on(clone: Path) -> None:
    git(clone, "fetch")

    (refusal,) = behind_refusal(clone / "config", "mendeley-sync push")

    assert "2 commits behind" in refusal.message
    assert refusal.command == "git pull --ff-only && mendeley-sync push"
    git(clone, "pull", "--ff-only")
    assert not behind_refusal(clone / "config", "mendeley-sync push")


def test_a_folder_that_is_no_work_tree_is_behind_nothing(tmp_path: Path) -> None:
    assert commits_behind(tmp_path) == 0


def test_a_computer_without_git_is_behind_nothing(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(clone, "fetch")
    monkeypatch.setenv("PATH", str(clone))

    assert commits_behind(clone) == 0
