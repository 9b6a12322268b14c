"""Is the list's branch behind its upstream, as last fetched? Asked of git, where there is one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from mendeley_sync.plan.changes import FailedCheck
from mendeley_sync.reports.values import counted

TIMEOUT_S = 5.0


def commits_behind(folder: Path) -> int:
    """Commits of the upstream that this work tree lacks; 0 where nobody can say.

    Nothing is fetched: what counts is what was fetched last.
    """
    try:
        answer = subprocess.run(
            ["git", "rev-list", "--count", "HEAD..@{upstream}"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    count = answer.stdout.strip()
    return int(count) if answer.returncode == 0 and count.isdigit() else 0


def behind_refusal(folder: Path, push: str) -> tuple[FailedCheck, ...]:
    """A refusal where somebody else's list or lock file has been fetched and not merged."""
    behind = commits_behind(folder)
    if not behind:
        return ()
    return (
        FailedCheck(
            rule="behind-upstream",
            message=f"This branch is {counted(behind, 'commit')} behind its upstream: somebody may "
            "have pushed with a newer list or lock file. Merge it first.",
            numbers=str(behind),
            limit="0",
            command=f"git pull --ff-only && {push}",
        ),
    )
