"""Files that are either the old ones or the new ones, also after a power cut."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias

Step: TypeAlias = Literal["created", "written", "flushed", "renamed", "folder flushed"]
"""What has just been done, in this order. A test stops the write after any of them."""

# A virus scanner or a search index may hold a file for a moment on Windows: "access denied" and
# "sharing violation" are worth a second try there, and only there.
_BUSY_ON_WINDOWS = frozenset({5, 32})
_RENAME_PAUSES_S = (0.05, 0.1, 0.2, 0.4)

# File systems that cannot flush a folder say one of these; the rename itself has happened.
_NO_FOLDER_FLUSH = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EBADF})


def write_durably(
    path: Path,
    data: bytes,
    *,
    mode: int | None = None,
    on_step: Callable[[Step], None] | None = None,
) -> None:
    """Replace a file as a whole: a reader sees the old bytes or the new ones, never a mixture.

    Args:
        path: the file; its folder must exist. A symbolic link is followed, not replaced.
        mode: permissions of the new file, from its first byte on; None keeps those of the old
            file, or leaves them to the system for a new one.
        on_step: told after every step; what it raises ends the write there (for tests).

    Raises:
        OSError: disk full, read-only, input/output error. The old file is untouched unless the
            rename had already happened; no half file is left.
    """
    tell = on_step if on_step is not None else _tell_nobody
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
    renamed = False
    try:
        _write_flushed(temporary, data, _mode_for(target, mode), tell)
        _rename(temporary, target)
        renamed = True
        tell("renamed")
        flush_folder(target.parent)
        tell("folder flushed")
    finally:
        if not renamed:
            with contextlib.suppress(OSError):
                temporary.unlink()


def prove_writable(folder: Path, *, size: int = 4096) -> None:
    """Write and remove a file of `size` bytes, to know beforehand that the real one will fit.

    Raises:
        OSError: the folder is missing, read-only, or the disk is full.
    """
    probe = folder / f".probe.{secrets.token_hex(6)}.tmp"
    try:
        _write_flushed(probe, b"\0" * size, 0o600, _tell_nobody)
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()


def remove_leftovers(path: Path) -> int:
    """Remove half-written siblings that a killed process left beside `path`; how many there were.

    Only to be called while nobody else can be writing `path`.
    """
    removed = 0
    for leftover in path.parent.glob(f".{path.name}.*.tmp"):
        with contextlib.suppress(OSError):
            leftover.unlink()
            removed += 1
    return removed


def flush_folder(folder: Path) -> None:
    """Make a rename within the folder survive a power cut, where the platform can do that."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_FLUSH:
            raise


def _tell_nobody(step: Step) -> None:
    """The hook of ordinary runs."""


def _mode_for(target: Path, mode: int | None) -> int | None:
    if mode is not None:
        return mode
    with contextlib.suppress(FileNotFoundError):
        return target.stat().st_mode & 0o7777
    return None


def _write_flushed(
    temporary: Path, data: bytes, mode: int | None, tell: Callable[[Step], None]
) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666 if mode is None else mode)
    with os.fdopen(descriptor, "wb") as stream:
        if mode is not None and hasattr(os, "fchmod"):
            # The umask may have taken permissions away that the old file had.
            os.fchmod(stream.fileno(), mode)
        tell("created")
        stream.write(data)
        stream.flush()
        tell("written")
        os.fsync(stream.fileno())
        tell("flushed")


def _rename(temporary: Path, target: Path) -> None:
    for pause_s in _RENAME_PAUSES_S:
        try:
            os.replace(temporary, target)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _BUSY_ON_WINDOWS:
                raise
            time.sleep(pause_s)
        else:
            return
    os.replace(temporary, target)
