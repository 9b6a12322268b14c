"""What the pages and the program's own sentences name is there: files, headings, commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mendeley_sync.cli.app import App
from mendeley_sync.cli.registry import COMMANDS
from mendeley_sync.cli.run import build
from tests.conftest import ROOT

PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/*.md"))
)
SCHEDULES = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("config/schedule/*"))
SOURCES = sorted(
    str(path.relative_to(ROOT))
    for path in ROOT.glob("mendeley_sync/**/*.py")
    if "mendeley-sync " in path.read_text("utf-8")
)

_SPAN = re.compile(r"`(mendeley-sync [^`\"\n]+)`")
_LINE = re.compile(
    r"^\s*(?:\$ |ExecStart=|- run: |run: )?(mendeley-sync [^|#`\n&;]+)", re.MULTILINE
)
_JOINED = re.compile(r'"\s*\n\s*f?"|\\\n')
_FILLED_IN = re.compile(r"\{[^{}]*\}")


def commands_in(text: str) -> Iterator[list[str]]:
    """The words after the program's name, wherever a text shows how to call it."""
    for found in (*_SPAN.findall(text), *_LINE.findall(text)):
        try:
            yield shlex.split(_FILLED_IN.sub("X", found))[1:]
        except ValueError:
            # Prose with an apostrophe; no command has one.
            yield re.sub("['\"]", "", found).split()[1:]


def unknown_in(words: list[str]) -> list[str]:
    """What the command line would refuse: a command or an option that there is not."""
    group = build()
    context = click.Context(group, obj=App())
    command: click.Command = group
    known, left = options_of(group), iter(words)
    for word in left:
        name = word.split("=")[0]
        if name.startswith("--") and name not in known:
            return [word]
        if name.startswith("--"):
            for _ in range(known[name] if "=" not in word else 0):
                next(left, "")
        elif isinstance(command, click.Group) and (found := command.get_command(context, word)):
            command = found
            known |= options_of(found)
        elif command is group and re.fullmatch("[a-z]+", word):
            return [word]
    return []


def options_of(command: click.Command) -> dict[str, int]:
    """Every option with the number of words that follow it."""
    options = [one for one in command.params if isinstance(one, click.Option)]
    counts = {name: 0 if one.is_flag else one.nargs for one in options for name in one.opts}
    return {**counts, "--help": 0}


def test_the_check_of_commands_sees_what_is_wrong() -> None:
    assert unknown_in(["dif"]) == ["dif"]
    assert unknown_in(["--sandbox", "diff", "--al"]) == ["--al"]
    assert unknown_in(["--log-format", "json", "sync", "--quite"]) == ["--quite"]
    assert unknown_in(["access", "roster", "FILE", "--names"]) == []
    assert list(commands_in("run `mendeley-sync push {path}`")) == [["push", "X"]]


@pytest.mark.parametrize("page", [*PAGES, *SCHEDULES, *SOURCES])
def test_every_command_that_is_shown_exists_with_its_options(page: str) -> None:
    text = _JOINED.sub("", (ROOT / page).read_text("utf-8"))

    wrong = {" ".join(words): unknown_in(words) for words in commands_in(text)}

    assert {shown: unknown for shown, unknown in wrong.items() if unknown} == {}


def test_commands_are_found_where_they_are_shown() -> None:
    shown = {page: list(commands_in((ROOT / page).read_text("utf-8"))) for page in PAGES}

    assert sum(map(len, shown.values())) > 80
    assert len(shown["README.md"]) >= 8


def test_every_command_has_a_place_on_a_page() -> None:
    everything = "".join((ROOT / page).read_text("utf-8") for page in PAGES)

    assert [name for name in COMMANDS if not re.search(rf"\b{name}\b", everything)] == []


def test_every_make_target_that_is_shown_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    everything = "".join((ROOT / page).read_text("utf-8") for page in PAGES)

    shown = set(re.findall(r"(?:`|\$ )make ([a-z-]+)", everything))

    assert shown
    assert shown <= targets


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_to_a_file_and_a_heading_that_are_there(page: str) -> None:
    folder = (ROOT / page).parent
    text = without_code((ROOT / page).read_text("utf-8"))

    for address in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match("[a-z]+:", address):
            continue
        path, _, heading = address.partition("#")
        target = (folder / path) if path else ROOT / page
        assert target.exists(), address
        if heading:
            assert heading in headings_of(target), address


def without_code(text: str) -> str:
    return re.sub(
        r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    )


def headings_of(page: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
