"""The installed command as a process of its own, at a user's desk."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT
from tests.system.desk import ACCOUNT, Ended

LIMIT_S = 60
"""What is promised after a signal, and more than any test needs."""


def environment(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment with an account and nothing of the machine's own."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "home"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        **ACCOUNT,
        **(more or {}),
    }


def start(
    folder: Path, *arguments: str, environ: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Begin a command."""
    return subprocess.Popen(
        [sys.executable, "-m", "mendeley_sync", "--state-dir", "state", *arguments],
        cwd=folder,
        env=environment(folder) if environ is None else dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> Ended:
    """Wait for its end; a death by signal as a shell reports it."""
    out, err = process.communicate(timeout=LIMIT_S)
    code = process.returncode
    return Ended(code if code >= 0 else 128 - code, out, err)


def run_installed(folder: Path, *arguments: str, environ: Mapping[str, str] | None = None) -> Ended:
    """Run a command to its end."""
    return ended(start(folder, *arguments, environ=environ))
