"""The journal: what a run meant to do and what it did, each record flushed before going on.

One file a run. A record is a line: length, checksum, JSON. A last record that was cut
off by a crash is ignored; a bad record before it means that the file cannot be trusted.
A journal without its end record is of a run that did not finish.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

from mendeley_sync.errors import UsageError, WriteBlockError
from mendeley_sync.stores.durable import flush_folder, write_durably

JOURNAL_FOLDER = "journal"
SUFFIX = ".jsonl"
ACCEPTED = ".accepted"
RESERVE = ".reserve"
RESERVE_BYTES = 64 * 1024
"""Held back on the disk, so that what was sent can still be noted when the disk is full."""

START, INTENT, DONE, FAILED, NOTED, STOP, END = (
    "start",
    "intent",
    "done",
    "failed",
    "noted",
    "stop",
    "end",
)

Record: TypeAlias = Mapping[str, Any]
JournalStep: TypeAlias = Literal["appended", "journal flushed"]
Tell: TypeAlias = Callable[[str], None]


def _tell_nobody(step: str) -> None:
    """The hook of ordinary runs."""


@dataclass(frozen=True)
class JournalRun:
    """One run's records, as far as they are whole."""

    run: str
    path: Path
    records: tuple[Record, ...]
    torn: bool = False
    """The last record was cut off."""
    accepted: bool = False
    """A person looked at it and lifted its stop mark."""

    @property
    def start(self) -> Record:
        """The first record: command, time, plan."""
        return self.records[0] if self.records else {}

    @property
    def is_closed(self) -> bool:
        """Whether the run came to its end, or was recovered."""
        return any(record["record"] == END for record in self.records)

    @property
    def stop_reason(self) -> str:
        """Why nothing may be written until a person has looked; "" when nothing stands."""
        if self.accepted:
            return ""
        return next((str(one["reason"]) for one in self.records if one["record"] == STOP), "")

    def of_kind(self, kind: str) -> tuple[Record, ...]:
        """The records of one kind, in order."""
        return tuple(record for record in self.records if record["record"] == kind)

    def open_intents(self) -> tuple[Record, ...]:
        """Intents without an outcome: nobody knows yet what became of them."""
        settled = {one["change"] for one in (*self.of_kind(DONE), *self.of_kind(FAILED))}
        return tuple(one for one in self.of_kind(INTENT) if one["change"]["id"] not in settled)


class Journal:
    """The journal of the run that is going on."""

    def __init__(self, path: Path, run: str, tell: Tell = _tell_nobody) -> None:
        self.path = path
        self.run = run
        self._tell = tell
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o600)

    @classmethod
    def begin(cls, folder: Path, run: str, *, tell: Tell = _tell_nobody, **head: Any) -> Journal:
        """Start the journal of a run, and hold space back on the disk.

        Raises:
            OSError: the folder cannot be written, or the disk is full.
        """
        folder.mkdir(parents=True, exist_ok=True)
        _reserve(folder)
        journal = cls(folder / f"{run}{SUFFIX}", run, tell)
        flush_folder(folder)
        journal.append(START, **head)
        return journal

    @classmethod
    def go_on(cls, found: JournalRun, *, tell: Tell = _tell_nobody) -> Journal:
        """Go on in the journal of an earlier run, behind its last whole record."""
        if found.torn:
            _cut_torn_end(found.path)
        return cls(found.path, found.run, tell)

    def append(self, kind: str, **content: Any) -> None:
        """Add one record and flush it; when this returns, it is on the disk.

        Raises:
            OSError: it is not; disk full, or an error of the disk.
        """
        text = json.dumps({"record": kind, **content}, ensure_ascii=False, sort_keys=True)
        body = text.encode()
        line = b"%d %08x %s\n" % (len(body), zlib.crc32(body), body)
        self._write(line)
        self._tell("appended")
        os.fsync(self._file)
        self._tell("journal flushed")

    def _write(self, line: bytes) -> None:
        end = os.fstat(self._file).st_size
        try:
            _write_all(self._file, line)
        except OSError as error:
            os.ftruncate(self._file, end)
            if error.errno != errno.ENOSPC or not _give_reserve_back(self.path.parent):
                raise
            _write_all(self._file, line)

    def close(self) -> None:
        """Let the file go; the run stays open unless its end was recorded."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _reserve(folder: Path) -> None:
    reserve = folder / RESERVE
    if not reserve.exists() or reserve.stat().st_size < RESERVE_BYTES:
        write_durably(reserve, b"\0" * RESERVE_BYTES)


def _give_reserve_back(folder: Path) -> bool:
    reserve = folder / RESERVE
    if not reserve.exists():
        return False
    with contextlib.suppress(OSError):
        reserve.unlink()
        return True
    return False


def _cut_torn_end(path: Path) -> None:
    whole = [line for line in path.read_bytes().split(b"\n") if _record_of(line) is not None]
    write_durably(path, b"".join(line + b"\n" for line in whole))


def read_run(path: Path) -> JournalRun:
    """One run's journal.

    Raises:
        WriteBlockError: a record before the last is damaged: the file cannot be trusted.
    """
    run = path.name.removesuffix(SUFFIX)
    accepted = path.with_name(run + ACCEPTED).exists()
    records: list[Record] = []
    lines = path.read_bytes().split(b"\n")
    rest = lines.pop()
    for number, line in enumerate(lines, start=1):
        record = _record_of(line)
        if record is not None:
            records.append(record)
        elif number == len(lines) and not rest:
            return JournalRun(run, path, tuple(records), torn=True, accepted=accepted)
        elif not accepted:
            raise WriteBlockError(
                f"the journal of run {run} is damaged in line {number}",
                advice=f"Look at {path}, and at the documents it names. When all is well, go on "
                f"with `mendeley-sync push --unblock {run}`.",
            )
    return JournalRun(run, path, tuple(records), torn=bool(rest), accepted=accepted)


def _record_of(line: bytes) -> Record | None:
    try:
        length, checksum, body = line.split(b" ", 2)
        if int(length) != len(body) or int(checksum, 16) != zlib.crc32(body):
            return None
        record = json.loads(body)
    except ValueError:
        return None
    return record if isinstance(record, dict) and "record" in record else None


def read_runs(folder: Path) -> tuple[JournalRun, ...]:
    """Every run's journal, the oldest first; none where there is no folder."""
    return tuple(read_run(path) for path in sorted(folder.glob(f"*{SUFFIX}")))


def find_run(folder: Path, name: str) -> JournalRun:
    """The run of this id, or whose id begins so.

    Raises:
        UsageError: there is none, or several.
    """
    paths = [path for path in sorted(folder.glob(f"*{SUFFIX}")) if path.name.startswith(name)]
    exact = [path for path in paths if path.name == f"{name}{SUFFIX}"]
    found = exact or paths
    if len(found) != 1:
        what = "no run" if not found else "more than one run"
        raise UsageError(
            f"there is {what} {name!r} in the journal",
            advice="`mendeley-sync runs` lists them; `--journal FILE` names a journal elsewhere.",
        )
    return read_run(found[0])


def accept_run(folder: Path, run: str, *, at: str) -> str:
    """Lift the stop mark of a run: a person has looked at it. Its whole id."""
    paths = [path for path in folder.glob(f"*{SUFFIX}") if path.name.startswith(run)]
    if len(paths) != 1:
        raise UsageError(
            f"there is no run {run!r} in the journal",
            advice="`mendeley-sync runs` lists them.",
        )
    name = paths[0].name.removesuffix(SUFFIX)
    write_durably(folder / f"{name}{ACCEPTED}", f"accepted {at}\n".encode())
    return name
