"""`--output`: a file whole or not at all; a pipe or device is written to, never replaced."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from threading import Thread

import pytest

from mendeley_sync.cli.app import App, GlobalOptions


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes have another form on Windows")
def test_a_named_pipe_as_output_gets_the_result_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = Thread(target=lambda: read.append(pipe.read_text("utf-8")), daemon=True)
    reader.start()

    App(GlobalOptions(output=pipe, quiet=True)).write_result("the result")
    reader.join(timeout=10)

    assert read == ["the result\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_the_output_itself_can_be_named(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    App(GlobalOptions(output=Path(name))).write_result("the result")

    assert capsys.readouterr().out == "the result\n"


def test_on_a_screen_lines_break_at_spaces_and_an_address_is_never_cut(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    address = f"http://localhost:8585/{'x' * 60}"

    App().say("\x1b[1mcoloured\x1b[0m as it is,   with columns")
    assert capsys.readouterr().err == "\x1b[1mcoloured\x1b[0m as it is,   with columns\n"

    App().say(f"Open this address in a browser, and come back: {address}\nThen go on.")

    assert capsys.readouterr().err.splitlines() == [
        "Open this address in a browser, and come",
        "back:",
        address,
        "Then go on.",
    ]
