"""One run at a time, and whoever comes second learns who was first."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mendeley_sync.errors import EXIT_LOCKED, ConfigError, LockedError
from mendeley_sync.stores.locks import RUN_LOCK, run_lock, token_lock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

HOLD_AND_WAIT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from mendeley_sync.stores.locks import run_lock

since = datetime(2026, 3, 1, tzinfo=UTC)
with run_lock(Path(sys.argv[1]), command="mendeley-sync push", now=since):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_second_run_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    with (
        run_lock(tmp_path, command="mendeley-sync push", now=NOON),
        pytest.raises(LockedError) as caught,
        run_lock(tmp_path, command="x", now=NOON),
    ):
        pytest.fail("two runs held the lock at once")

    assert "mendeley-sync push" in str(caught.value)
    assert "2026" in str(caught.value)
    assert caught.value.exit_code == EXIT_LOCKED


def test_the_lock_is_free_after_a_run_and_its_file_stays(tmp_path: Path) -> None:
    with run_lock(tmp_path, command="first", now=NOON):
        inode = (tmp_path / RUN_LOCK).stat().st_ino
    with run_lock(tmp_path, command="second", now=NOON):
        assert (tmp_path / RUN_LOCK).stat().st_ino == inode

    assert (tmp_path / RUN_LOCK).exists()


def test_the_lock_is_free_after_a_run_that_failed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path, command="first", now=NOON):
        raise ZeroDivisionError

    with run_lock(tmp_path, command="second", now=NOON):
        pass


def test_a_killed_process_leaves_no_lock_behind(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_AND_WAIT, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(LockedError, match=str(holder.pid)),
            run_lock(tmp_path, command="x", now=NOON),
        ):
            pytest.fail("the lock does not reach across processes")
        holder.kill()
        holder.wait()

        with run_lock(tmp_path, command="after the kill", now=NOON):
            pass


def test_a_forged_note_cannot_send_terminal_codes(tmp_path: Path) -> None:
    with run_lock(tmp_path, command="push", now=NOON):
        (tmp_path / f"{RUN_LOCK}.txt").write_text("\x1b[31mred\x07", encoding="utf-8")
        with pytest.raises(LockedError) as caught, run_lock(tmp_path, command="x", now=NOON):
            pytest.fail("two runs held the lock at once")

    assert str(caught.value).isprintable()


def test_a_state_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")

    with (
        pytest.raises(ConfigError, match="state folder"),
        run_lock(tmp_path / "file" / "state", command="x", now=NOON),
    ):
        pytest.fail("held a lock nowhere")


def test_two_accounts_renew_without_waiting_for_each_other(tmp_path: Path) -> None:
    with (
        token_lock(tmp_path),
        token_lock(tmp_path, profile="member", timeout_s=0),
        pytest.raises(LockedError),
        token_lock(tmp_path, timeout_s=0),
    ):
        pytest.fail("two processes would renew one account at once")


def test_the_token_lock_is_not_the_run_lock(tmp_path: Path) -> None:
    with run_lock(tmp_path, command="push", now=NOON), token_lock(tmp_path, timeout_s=0):
        assert (tmp_path / RUN_LOCK).exists()
