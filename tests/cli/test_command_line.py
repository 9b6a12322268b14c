"""The command line as a whole: help, mistakes, errors, start-up."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from mendeley_sync.cli.registry import COMMANDS
from mendeley_sync.cli.run import build, program_as_called, run

HEAVY = ("pydantic", "requests", "rich", "jinja2", "flask", "rapidfuzz", "yaml", "sqlite3")


def modules_after(arguments: list[str]) -> set[str]:
    """Names of all modules loaded once the command line has answered."""
    program = (
        "import sys, json\n"
        "from mendeley_sync.cli.run import run\n"
        f"run({arguments!r})\n"
        "print('\\n' + json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["nonsense"]])
def test_help_and_mistakes_load_nothing_heavy(arguments: list[str]) -> None:
    assert not modules_after(arguments) & set(HEAVY)


def test_a_misspelt_command_is_answered_with_the_nearest_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["dif"]) == 2
    assert "`diff`" in capsys.readouterr().err


def test_a_misspelt_option_is_answered_with_the_nearest_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["--sandbx", "diff"]) == 2
    assert "--sandbox" in capsys.readouterr().err


def test_the_bare_command_shows_the_help_and_is_no_success(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run([]) == 2
    assert "Commands:" in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_and_takes_the_global_options(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == 0
    shown = capsys.readouterr().out
    for option in ("--format", "--output", "--state-dir", "--sandbox"):
        assert option in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_in_the_table_is_what_the_command_says_of_itself(name: str) -> None:
    command = importlib.import_module(f"mendeley_sync.cli.commands.{COMMANDS[name].module}").command
    first_line = (command.help or "").strip().splitlines()[0]
    assert first_line == COMMANDS[name].summary


def test_every_command_module_is_in_the_table() -> None:
    folder = Path(importlib.import_module("mendeley_sync.cli.commands").__path__[0])
    with_command = {
        path.stem for path in folder.glob("*.py") if "\ndef command(" in path.read_text("utf-8")
    }
    assert with_command == {entry.module for entry in COMMANDS.values()}


def _every_help() -> list[list[str]]:
    return [[], *([name] for name in COMMANDS), ["access", "roster"]]


@pytest.mark.parametrize("words", _every_help(), ids=lambda words: " ".join(words) or "itself")
def test_no_help_is_wider_than_80_columns(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    assert run([*words, "--help"]) == 0

    assert [line for line in capsys.readouterr().out.splitlines() if len(line) > 80] == []


def test_the_help_of_a_command_begins_with_what_is_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for _ in range(2):
        assert run(["push", "--help"]) == 0
    text = capsys.readouterr().out.rpartition("Usage:")[2]

    own, common = text.split("Options of every command:")
    assert "--restore N" in own
    assert "--sandbox" not in own
    assert "--sandbox" in common
    assert text.count("--sandbox") == 1


@pytest.mark.parametrize(
    ("command", "old", "new"),
    [
        ("push", "--accept", "--override"),
        ("push", "--accept-run", "--unblock"),
        ("access", "--drift", "--api-check"),
        ("undo", "--entry", "--reference"),
    ],
)
def test_an_old_option_is_still_taken_and_shown_no_more(
    command: str, old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, "--help"]) == 0
    shown = capsys.readouterr().out

    assert new in shown
    assert f"{old} " not in shown
    group = build()
    known = group.get_command(click.Context(group), command)
    assert known is not None
    assert [one.opts for one in known.params if old in one.opts]


@pytest.mark.parametrize(
    ("argv", "system", "program"),
    [
        (["/usr/bin/mendeley-sync"], "posix", "mendeley-sync"),
        (["/x/mendeley_sync/__main__.py"], "posix", "python -m mendeley_sync"),
        (["/x/mendeley_sync/__main__.py"], "nt", "py -m mendeley_sync"),
        ([], "posix", "mendeley-sync"),
    ],
)
def test_the_program_is_named_as_it_was_called(argv: list[str], system: str, program: str) -> None:
    assert program_as_called(argv, system) == program
