"""Files for `match` and `dedupe`: read in any format, with progress once it takes a while."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mendeley_sync.errors import UsageError

if TYPE_CHECKING:
    from mendeley_sync.cli.app import App
    from mendeley_sync.matching.record import MatchRecord

QUIET_S = 2.0
"""Seconds before the first word of progress, and between two."""


def read_records(path: Path) -> tuple[MatchRecord, ...]:
    """The records of a file: CSV by the fast way, every other format by its reader."""
    from mendeley_sync.formats.match_csv import is_match_csv, read_match_csv

    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    is_table = path.name.lower().endswith((".csv", ".csv.gz")) or content[:2] == b"\x1f\x8b"
    if is_table and is_match_csv(content):
        return read_match_csv(content, path.name)
    return _read_references(content, path.name)


def _read_references(content: bytes, name: str) -> tuple[MatchRecord, ...]:
    from mendeley_sync.formats.registry import read_references
    from mendeley_sync.matching.adapt import from_reference

    reading = read_references(content, name=name)
    return tuple(from_reference(reference) for reference in reading.references)


@contextmanager
def without_collector() -> Iterator[None]:
    """Switch the garbage collector off: records hold no cycles, and its passes cost a quarter."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def progress_for(app: App) -> Callable[[int, int], None]:
    """Say on stderr how far the comparison is, once it has taken two seconds."""
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= QUIET_S:
            last = now
            app.say(f"Comparing: {done * 100 // max(total, 1)} % of {total} pairs.")

    return tell
