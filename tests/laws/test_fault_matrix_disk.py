"""The rows of the fault matrix about the disk: full, broken, or not to be written at all.

Source: sync-semantics 9, rows 42 to 44.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.stores.journal import JOURNAL_FOLDER
from tests.laws.fault_cases import (
    MakeWorld,
    check_that_a_healthy_run_converges,
    code_of,
    two_updates,
)
from tests.laws.test_crash_walk import both, first, second
from tests.sync_world import a_world


@contextmanager
def a_disk_that_fails(code: int, from_flush: int) -> Iterator[list[int]]:
    """From the nth flush on nothing reaches the disk any more."""
    flushes: list[int] = []
    patch = pytest.MonkeyPatch()
    fsync = os.fsync

    def failing(file: int) -> None:
        flushes.append(file)
        if len(flushes) >= from_flush:
            raise OSError(code, os.strerror(code))
        fsync(file)

    patch.setattr(os, "fsync", failing)
    try:
        yield flushes
    finally:
        patch.undo()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=["full", "broken"])
def test_rows_42_and_43_a_disk_that_fails_from_the_nth_flush_on(tmp_path: Path, code: int) -> None:
    entries = [first(volume="7")]
    with (
        a_world(tmp_path / "whole", entries, both()[:1]) as world,
        a_disk_that_fails(0, 999) as all_,
    ):
        world.diff()
        before = len(all_)
        world.push()
        flushes = len(all_) - before

    for number in range(1, flushes + 1):
        with a_world(tmp_path / str(number), entries, both()[:1]) as world:
            world.diff()
            with a_disk_that_fails(code, number):
                failed = world.push()

            assert code_of(failed) in ((11,) if world.writes else (2, 5, 10)), f"at flush {number}"
            if world.writes:
                kept = [*tmp_path.rglob(f"{number}/**/mendeley-sync-rescue-*"), *world.runs]
                assert kept
            check_that_a_healthy_run_converges(world, 1)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=["full", "broken"])
def test_rows_42_and_43_a_disk_that_fails_while_adopting(tmp_path: Path, code: int) -> None:
    def a_story(folder: Path) -> Any:
        return a_world(folder, [first()], both(notes="Read it.")[:1])

    with a_story(tmp_path / "whole") as world:
        world.pushed()
        with a_disk_that_fails(0, 999) as flushes:
            world.adopt()
        wanted = world.settings.list_path.read_text("utf-8")

    for number in range(1, len(flushes) + 1):
        with a_story(tmp_path / str(number)) as world:
            world.pushed()
            before = world.settings.list_path.read_text("utf-8")
            with a_disk_that_fails(code, number):
                failed = world.adopt()

            written = world.settings.list_path.read_text("utf-8") != before
            assert code_of(failed) in ((11,) if written else (2, 5)), f"at flush {number}"
            world.adopt()
            assert world.settings.list_path.read_text("utf-8") == wanted
            check_that_a_healthy_run_converges(world, 1)


@pytest.mark.parametrize("known", [False, True], ids=["new pairs", "known pairs"])
@pytest.mark.parametrize("place", ["list folder", "state folder"])
def test_row_44_a_place_that_cannot_be_written_sends_nothing(
    world_of: MakeWorld, place: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = two_updates(world_of)
    world.diff()
    if known:
        # Nothing is to be remembered before the first write then: only that write itself.
        world.pushed()
        world.write_list([first(volume="9"), second(volume="9")])
        world.later(minutes=5)
    sent = len(world.writes)
    state = world.settings.state_dir
    closed = (world.folder,) if place == "list folder" else (state, state / JOURNAL_FOLDER)
    opened = os.open

    def refusing(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_CREAT and Path(path).parent in closed:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return opened(path, flags, *more, **named)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refusing)
        refused = world.push()

    assert code_of(refused) in (2, 5)
    assert len(world.writes) == sent
    check_that_a_healthy_run_converges(world, 2)
