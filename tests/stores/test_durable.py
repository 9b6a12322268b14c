"""A file is the old one or the new one, whatever happens in between."""

from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path
from typing import get_args

import pytest

from mendeley_sync.stores.durable import Step, prove_writable, remove_leftovers, write_durably

OLD = b"the old bytes"
NEW = b"the new bytes, which are longer"

posix_only = pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")


class PulledPlug(BaseException):
    """Ends a write as a kill would: nobody catches it on the way."""


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_holds_the_new_bytes_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    write_durably(tmp_path / "list", OLD)
    write_durably(tmp_path / "list", NEW)

    assert (tmp_path / "list").read_bytes() == NEW
    assert files_in(tmp_path) == ["list"]


@pytest.mark.parametrize("last_step", get_args(Step))
def test_a_write_cut_off_after_any_step_leaves_one_whole_file(
    tmp_path: Path, last_step: Step
) -> None:
    path = tmp_path / "list"
    path.write_bytes(OLD)

    def pull_the_plug(step: Step) -> None:
        if step == last_step:
            raise PulledPlug

    with pytest.raises(PulledPlug):
        write_durably(path, NEW, on_step=pull_the_plug)

    renamed = last_step in {"renamed", "folder flushed"}
    assert path.read_bytes() == (NEW if renamed else OLD)
    assert files_in(tmp_path) == ["list"]


def test_the_steps_come_in_the_order_that_makes_a_write_durable(tmp_path: Path) -> None:
    steps: list[Step] = []

    write_durably(tmp_path / "list", NEW, on_step=steps.append)

    assert tuple(steps) == get_args(Step)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_full_or_broken_disk_leaves_the_old_file_and_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "list"
    path.write_bytes(OLD)

    def failing_flush(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", failing_flush)

    with pytest.raises(OSError) as caught:
        write_durably(path, NEW)

    assert caught.value.errno == number
    assert path.read_bytes() == OLD
    assert files_in(tmp_path) == ["list"]


@posix_only
def test_a_secret_file_is_never_readable_by_others_not_even_while_it_is_written(
    tmp_path: Path,
) -> None:
    seen: list[int] = []

    def look(step: Step) -> None:
        seen.extend(stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir())

    write_durably(tmp_path / "token.json", NEW, mode=0o600, on_step=look)

    assert set(seen) == {0o600}


@posix_only
def test_an_ordinary_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(OLD)
    path.chmod(0o664)

    write_durably(path, NEW)

    assert stat.S_IMODE(path.stat().st_mode) == 0o664


@posix_only
def test_a_link_is_followed_and_not_replaced(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_bytes(OLD)
    link = tmp_path / "link"
    link.symlink_to(real)

    write_durably(link, NEW)

    assert link.is_symlink()
    assert real.read_bytes() == NEW


def test_a_file_that_windows_holds_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    replace = os.replace

    def busy_twice(source: Path, target: Path) -> None:
        if len(pauses) < 2:
            busy = PermissionError(errno.EACCES, "held")
            busy.winerror = 32  # type: ignore[attr-defined,unused-ignore]  # only on Windows
            raise busy
        replace(source, target)

    monkeypatch.setattr(os, "replace", busy_twice)
    monkeypatch.setattr(time, "sleep", pauses.append)

    write_durably(tmp_path / "list", NEW)

    assert (tmp_path / "list").read_bytes() == NEW
    assert len(pauses) == 2


def test_a_refused_rename_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(source: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "not yours")

    monkeypatch.setattr(os, "replace", refused)

    with pytest.raises(PermissionError):
        write_durably(tmp_path / "list", NEW)

    assert files_in(tmp_path) == []


@posix_only
@pytest.mark.parametrize("number", [None, errno.EINVAL, errno.ENOTSUP])
def test_the_folder_is_flushed_too_where_the_file_system_can_do_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int | None
) -> None:
    flushed: list[bool] = []

    def flush(descriptor: int) -> None:
        flushed.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        if flushed[-1] and number is not None:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", flush)

    write_durably(tmp_path / "list", NEW)

    assert (tmp_path / "list").read_bytes() == NEW
    assert flushed == [False, True]


@posix_only
def test_a_folder_that_fails_to_flush_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flush(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", flush)

    with pytest.raises(OSError, match="Input/output"):
        write_durably(tmp_path / "list", NEW)

    assert files_in(tmp_path) == ["list"]


def test_a_writable_folder_is_proven_without_a_trace(tmp_path: Path) -> None:
    prove_writable(tmp_path)

    assert files_in(tmp_path) == []


def test_a_missing_folder_is_not_writable(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        prove_writable(tmp_path / "nowhere")


def test_leftovers_of_a_killed_process_go_and_neighbours_stay(tmp_path: Path) -> None:
    for name in (".token.json.abc.tmp", "token.json", ".token-member.json.abc.tmp"):
        (tmp_path / name).write_bytes(OLD)

    assert remove_leftovers(tmp_path / "token.json") == 1

    assert files_in(tmp_path) == [".token-member.json.abc.tmp", "token.json"]
