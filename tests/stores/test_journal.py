"""The journal: flushed before going on, trusted up to its last whole record."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mendeley_sync.errors import UsageError, WriteBlockError
from mendeley_sync.stores.journal import (
    DONE,
    END,
    FAILED,
    INTENT,
    RESERVE,
    STOP,
    Journal,
    accept_run,
    find_run,
    read_run,
    read_runs,
)


def a_journal(folder: Path, run: str = "20260301T120000Z-0001", *, closed: bool = True) -> Path:
    """A journal of one done, one failed and one open change."""
    with Journal.begin(folder, run, command="push", at="2026-03-01T12:00:00+00:00") as journal:
        for change in ("one", "two", "three"):
            journal.append(INTENT, change={"id": change}, before={"title": "Rüth – “x”"})
        journal.append(DONE, change="one", document="doc-1")
        journal.append(FAILED, change="two", reason="not accepted", result="refused")
        if closed:
            journal.append(END)
    return journal.path


def test_what_was_appended_is_read_in_order(tmp_path: Path) -> None:
    run = read_run(a_journal(tmp_path))

    assert [record["record"] for record in run.records] == [
        "start", "intent", "intent", "intent", "done", "failed", "end",
    ]  # fmt: skip
    assert run.is_closed
    assert run.start["command"] == "push"


def test_an_intent_without_outcome_is_open(tmp_path: Path) -> None:
    run = read_run(a_journal(tmp_path, closed=False))

    assert [one["change"]["id"] for one in run.open_intents()] == ["three"]
    assert not run.is_closed


def test_a_journal_cut_at_any_byte_keeps_its_whole_records(tmp_path: Path) -> None:
    path = a_journal(tmp_path)
    data = path.read_bytes()
    whole = len(read_run(path).records)
    for length in range(len(data)):
        path.write_bytes(data[:length])
        run = read_run(path)

        assert len(run.records) == data[:length].count(b"\n")
        assert run.torn == (not data[:length].endswith(b"\n") and length > 0)
    path.write_bytes(data)
    assert len(read_run(path).records) == whole


def test_a_damaged_record_in_the_middle_stops_everything(tmp_path: Path) -> None:
    path = a_journal(tmp_path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x01
    path.write_bytes(bytes(data))

    with pytest.raises(WriteBlockError) as stopped:
        read_runs(tmp_path)

    assert "--unblock" in str(stopped.value.advice)


def test_a_person_can_lift_a_stop_mark(tmp_path: Path) -> None:
    with Journal.begin(tmp_path, "run-1") as journal:
        journal.append(STOP, reason="another field moved")
        journal.append(END)
    assert read_run(journal.path).stop_reason == "another field moved"

    assert accept_run(tmp_path, "run-1", at="now") == "run-1"

    assert read_run(journal.path).stop_reason == ""


def test_a_torn_journal_goes_on_behind_its_last_whole_record(tmp_path: Path) -> None:
    path = a_journal(tmp_path, closed=False)
    path.write_bytes(path.read_bytes()[:-5])
    with Journal.go_on(read_run(path)) as journal:
        journal.append(END, recovered=True)

    run = read_run(path)
    assert not run.torn
    assert [record["record"] for record in run.records][-2:] == ["done", "end"]


def test_a_full_disk_uses_what_was_held_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal.begin(tmp_path, "run-1")
    write = os.write

    def full(file: int, data: bytes) -> int:
        if (tmp_path / RESERVE).exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, data)

    monkeypatch.setattr("mendeley_sync.stores.journal.os.write", full)
    journal.append(DONE, change="one")
    journal.close()

    assert read_run(journal.path).of_kind(DONE)
    assert not (tmp_path / RESERVE).exists()


def test_an_error_of_the_disk_is_not_taken_for_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal.begin(tmp_path, "run-1")

    def broken(file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("mendeley_sync.stores.journal.os.fsync", broken)

    with pytest.raises(OSError, match="Input/output"):
        journal.append(DONE, change="one")
    journal.close()


def test_a_run_is_found_by_the_beginning_of_its_name(tmp_path: Path) -> None:
    a_journal(tmp_path, "20260301T120000Z-aaaa")
    a_journal(tmp_path, "20260302T120000Z-bbbb")

    assert find_run(tmp_path, "20260302").run == "20260302T120000Z-bbbb"
    with pytest.raises(UsageError, match="more than one"):
        find_run(tmp_path, "2026030")
    with pytest.raises(UsageError, match="no run"):
        find_run(tmp_path, "2027")
