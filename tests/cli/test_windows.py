"""What can be known about Windows without one: nothing that is only elsewhere, and its consoles.

`make types` checks the package once more as for Windows, where the type stubs lack what
Python lacks there.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.system.installed import environment

POSIX_ONLY = frozenset(
    {"crypt", "curses", "fcntl", "grp", "nis", "posix", "pty", "pwd", "readline", "resource"}
    | {"spwd", "syslog", "termios", "tty"}
)


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or within a function."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_no_module_needs_what_windows_lacks() -> None:
    found = {
        path.name: names
        for path in (ROOT / "mendeley_sync").rglob("*.py")
        if (names := POSIX_ONLY & set(imported(path)))
    }

    assert found == {}


def test_no_text_file_is_opened_in_the_machine_s_own_encoding() -> None:
    """It is UTF-8 on one machine and Windows-1252 on the next."""
    found = []
    for path in (ROOT / "mendeley_sync").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            says = {keyword.arg for keyword in node.keywords}
            if node.func.attr == "read_text" and not node.args and "encoding" not in says:
                found.append(f"{path.name}:{node.lineno}")
            if node.func.attr == "write_text" and len(node.args) < 2 and "encoding" not in says:
                found.append(f"{path.name}:{node.lineno}")

    assert found == []


ROSTER = str(ROOT / "config" / "roster.example.csv")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("console", "words", "code"),
    [
        ("cp1252", "access", 4),
        ("cp437", "access", 4),
        ("cp1252", "access roster", 8),
        ("cp1252", "diff", 0),
    ],
)
def test_a_console_that_lacks_characters_gets_question_marks_and_no_error(
    tmp_path: Path, console: str, words: str, code: int
) -> None:
    more = (ROSTER, "--names") if words == "access roster" else ()
    done = subprocess.run(
        [sys.executable, "-m", "mendeley_sync", "--sandbox", *words.split(), *more],
        cwd=tmp_path,
        env=environment(tmp_path, {"PYTHONIOENCODING": console, "PYTHONUTF8": "0"}),
        capture_output=True,
        timeout=60,
    )

    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout.decode(console)
