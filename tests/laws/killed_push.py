"""A push in a process of its own, which kills itself at a step: for the SIGKILL test.

python -m tests.laws.killed_push FOLDER URL STEP
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from mendeley_sync.mendeley.requester import Limits
from mendeley_sync.sandbox import scenario
from mendeley_sync.settings import Settings
from mendeley_sync.settings.model import ConfigFile, ServiceTable
from mendeley_sync.workflow import session
from mendeley_sync.workflow.push import PushRequest, run_push
from tests.sync_world import ENVIRON, power


def kill(step: str) -> None:
    """End this very process, now, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> int:
    """Push, and be killed on the way."""
    folder, url, step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    settings = Settings(
        config=ConfigFile(service=ServiceTable(base_url=url), group=scenario.GROUP),
        config_file=folder / "mendeley-sync.toml",
        state_dir=folder / "state",
        base_url=url,
    )
    session._limits = lambda settings: Limits(rate=session.PRACTICE_RATE)
    with power(step, out=kill):
        pushed = run_push(
            lambda: settings,
            PushRequest(yes=True, environ=ENVIRON),
            confirm=lambda plan: True,
        )
    return pushed.report.exit_code


if __name__ == "__main__":
    raise SystemExit(main())
