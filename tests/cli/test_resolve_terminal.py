"""`resolve` at a terminal: one key an answer, on disk at once, killed and continued."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.resolve_case import Case, pulled_practice

pexpect = pytest.importorskip("pexpect", reason="pseudo-terminals need pexpect")

KEYS = r"\[\?\] help\r\n"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice")
    pulled_practice(folder)
    return folder


@pytest.fixture
def case(practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Case:
    shutil.copytree(practice, tmp_path / "state")
    return Case(tmp_path / "state", capsys)


class Terminal:
    """A person at the keyboard."""

    def __init__(self, case: Case, *wanted: str) -> None:
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "mendeley_sync", *case.arguments, *wanted],
            dimensions=(50, 100),
            encoding="utf-8",
            timeout=30,
            env={**os.environ, "NO_COLOR": "1", "TERM": "xterm"},
        )

    def question(self) -> str:
        """What stands on the screen when a key is awaited."""
        self.child.expect(KEYS)
        text: str = self.child.before
        return text.replace("\r\n", "\n")

    def press(self, key: str) -> None:
        self.child.send(key)

    def type(self, line: str) -> None:
        self.child.sendline(line)

    def expect(self, text: str) -> None:
        self.child.expect_exact(text)

    def end(self) -> tuple[int, str]:
        """Exit code and the last words."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus, self.child.before


@pytest.fixture
def open_terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for one in opened:
        one.child.close(force=True)


REFERENCES = ("airagnes-2014-appropriate", "o-neill-2015-balint", "barnett-1979-balint")


def test_from_the_first_question_to_the_last(case: Case, open_terminals: list[Terminal]) -> None:
    terminal = Terminal(case, *REFERENCES)
    open_terminals.append(terminal)

    same = terminal.question()
    assert "1 of 4 · Possible matches" in same
    assert "Why: one is a preprint, conference paper, thesis, book or supplement" in same
    terminal.press("s")
    terminal.expect("Saved: same-work.")
    page = terminal.question()
    assert "426-{429}" in page
    assert "426-{439}" in page
    terminal.press("l")
    terminal.expect("Saved: take-list.")
    terminal.question()
    terminal.press("a")
    terminal.expect("Accept until")
    terminal.type("yesterday")
    terminal.expect("Enter a future date")
    terminal.type("2999-12-31")
    terminal.expect("Reason")
    terminal.type("online and print")
    terminal.expect("Saved: accepted until 2999-12-31.")
    terminal.question()
    terminal.press("r")
    for field in ("type", "container-title", "issued"):
        # What the two records differ in is asked now that they are one work.
        asked = terminal.question()
        assert "o-neill-2015-balint" in asked
        assert field in asked
        terminal.press("l")
        terminal.expect("Saved: take-list.")
    code, last = terminal.end()

    assert code == 0
    assert "7 decisions saved in references.lock.json. 0 items still need review." in last
    assert sorted(one["kind"] for one in case.decisions()) == [
        *("accepted", "same-work", "take-library"),
        *(4 * ["take-list"]),
    ]


def test_a_kill_in_the_middle_loses_nothing_and_the_next_run_goes_on(
    case: Case, open_terminals: list[Terminal]
) -> None:
    first = Terminal(case, *REFERENCES)
    open_terminals.append(first)
    first.question()
    first.press("d")
    first.expect("Saved: different-works.")
    first.question()
    first.child.kill(signal.SIGKILL)
    first.child.wait()

    assert [one["kind"] for one in case.decisions()] == ["different-works"]
    second = Terminal(case, *REFERENCES)
    open_terminals.append(second)
    assert "1 of 3" in second.question()
    second.press("q")
    assert second.end()[0] == 0


def test_skipping_going_back_and_taking_back(case: Case, open_terminals: list[Terminal]) -> None:
    terminal = Terminal(case, *REFERENCES)
    open_terminals.append(terminal)

    assert "1 of 4" in terminal.question()
    terminal.press(" ")
    assert "2 of 4" in terminal.question()
    terminal.press("l")
    assert "3 of 4" in terminal.question()
    terminal.press("b")
    assert "2 of 4" in terminal.question()
    terminal.press("r")
    assert "3 of 4" in terminal.question()
    assert [one["kind"] for one in case.decisions()] == ["take-library"]
    terminal.press("u")
    assert "2 of 4" in terminal.question()
    assert [one["kind"] for one in case.decisions()] == ["take-list"]
    terminal.press("u")
    terminal.question()
    assert case.decisions() == []
    terminal.press("x")
    terminal.expect('"x" is not a choice here')
    terminal.press("?")
    terminal.expect("this reference and this document are matched")
    terminal.press("q")
    assert "No decisions were made. 4 items still need review." in terminal.end()[1]


def test_ctrl_c_leaves_with_everything_saved(case: Case, open_terminals: list[Terminal]) -> None:
    terminal = Terminal(case, *REFERENCES)
    open_terminals.append(terminal)
    terminal.question()
    terminal.press("s")
    terminal.question()
    terminal.child.sendintr()
    code, last = terminal.end()

    assert code == 0
    assert "1 decision saved" in last
