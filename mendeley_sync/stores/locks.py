"""Locks that the kernel holds: they end with the process, however it ends.

The lock file is never deleted and says nothing; who holds it stands in a text beside it,
for people only. Locks do not reach across hosts (docs/decisions/0051-kernel-locks.md).
"""

from __future__ import annotations

import contextlib
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from mendeley_sync.domain.sign_in import DEFAULT_PROFILE
from mendeley_sync.errors import ConfigError, LockedError

RUN_LOCK = "run.lock"
TOKEN_LOCK_WAIT_S = 120.0
"""Longer than a renewal with all its retries may take."""

_POLL_S = 0.1


@contextlib.contextmanager
def run_lock(
    state_dir: Path, *, command: str, now: datetime, timeout_s: float = 0.0
) -> Iterator[None]:
    """Hold the state folder for this run.

    Args:
        command: what is running, for the sentence that another run prints; no secrets.
        now: when it began.
        timeout_s: how long to wait for another run; 0 does not wait.

    Raises:
        LockedError: another run holds it and did not let go in time.
        ConfigError: the state folder cannot be written.
    """
    path = state_dir / RUN_LOCK
    note = path.with_name(path.name + ".txt")
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        lock = _take(path, timeout_s)
    except Timeout:
        raise LockedError(f"Another run holds the state folder{_holder(note)}.") from None
    except OSError as error:
        raise ConfigError(
            f"the state folder cannot be written: {error.strerror}",
            file=str(state_dir),
            advice="Make it writable, or name another one with `--state-dir`.",
        ) from error
    try:
        _leave_note(note, command, now)
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


@contextlib.contextmanager
def token_lock(
    state_dir: Path, *, profile: str = DEFAULT_PROFILE, timeout_s: float = TOKEN_LOCK_WAIT_S
) -> Iterator[None]:
    """Hold one account's token file while it is renewed, so that only one process renews it.

    Raises:
        LockedError: another process has been renewing it for longer than a renewal can take.
        OSError: the folder cannot be written.
    """
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        lock = _take(state_dir / f"token-{profile}.lock", timeout_s)
    except Timeout:
        raise LockedError("Another process is renewing the sign-in and does not finish.") from None
    try:
        yield
    finally:
        lock.release()


def _take(path: Path, timeout_s: float) -> FileLock:
    # Not thread-local: whoever ends the run may release it, also from another thread.
    lock = FileLock(path, mode=0o600, thread_local=False)
    lock.acquire(timeout=timeout_s, poll_interval=_POLL_S)
    return lock


def _leave_note(note: Path, command: str, now: datetime) -> None:
    since = now.astimezone(UTC)
    text = (
        f"{command}, process {os.getpid()} on {platform.node()}, since {since:%Y-%m-%d %H:%M} UTC"
    )
    # The note helps people; a run must not fail for want of it.
    with contextlib.suppress(OSError):
        note.write_text(text, encoding="utf-8")


def _holder(note: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        text = "".join(c for c in note.read_text(encoding="utf-8")[:300] if c.isprintable())
        if text:
            return f" ({text})"
    return ""
