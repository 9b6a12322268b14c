"""Files for `match` and `dedupe`: read in any format, with progress once it takes a while."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mendeley_sync.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from mendeley_sync.cli.app import App
    from mendeley_sync.formats.reading import Reading
    from mendeley_sync.matching.record import MatchRecord

PROBLEMS_SHOWN = 5
QUIET_S = 2.0
"""Seconds before the first word of progress, and between two."""


def read_records(app: App, path: Path) -> tuple[MatchRecord, ...]:
    """The records of a file: CSV by the fast way, every other format by its reader.

    What cannot be read is said on stderr: it must not look like a work without a partner.
    """
    from mendeley_sync.workflow.match_csv import is_match_csv, read_match_csv

    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    is_table = path.name.lower().endswith((".csv", ".csv.gz")) or content[:2] == b"\x1f\x8b"
    if is_table and is_match_csv(content):
        return read_match_csv(content, path.name)
    return _read_references(app, content, path.name)


def _read_references(app: App, content: bytes, name: str) -> tuple[MatchRecord, ...]:
    from mendeley_sync.formats.registry import read_references
    from mendeley_sync.matching.adapt import from_reference

    reading = read_references(content, name=name)
    _tell_problems(app, name, reading)
    return tuple(from_reference(reference) for reference in reading.references)


def _tell_problems(app: App, name: str, reading: Reading) -> None:
    problems = reading.lost
    if problems and not reading.references:
        raise ConfigError(
            f"no entry can be read: {problems[0].message}",
            file=name,
            line=problems[0].line,
            advice="The file's name tells its format: .yaml, .json, .bib, .ris, .csv, .xml, .txt.",
        )
    if not reading.references:
        app.warn(f"{name}: there is no entry in this file.")
    for problem in problems[:PROBLEMS_SHOWN]:
        place = f"{name}:{problem.line}" if problem.line else name
        app.warn(f"{place}: {problem.message}; it is not compared.")
    if len(problems) > PROBLEMS_SHOWN:
        app.warn(f"{name}: {len(problems) - PROBLEMS_SHOWN} more places cannot be read.")


@contextmanager
def without_collector() -> Iterator[None]:
    """Switch the garbage collector off: records hold no cycles, and its passes cost a quarter."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # What was made meanwhile would all be looked through at the next pass, for nothing.
            gc.freeze()
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
