"""The pages on signing in name only what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from mendeley_sync.cli.app import App
from mendeley_sync.cli.registry import COMMANDS
from mendeley_sync.cli.run import build
from mendeley_sync.stores.credentials.credentials import DEFAULT_REDIRECT_URI

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("docs/sign-in.md", "docs/first-check.md")


def commands_in(page: str) -> list[list[str]]:
    """Everything on a page that begins with the program's name and names a command."""
    text = (ROOT / page).read_text(encoding="utf-8")
    spans = re.findall(r"`(mendeley-sync [^`]+)`", text)
    lines = re.findall(r"^\s*(?:\$ )?(mendeley-sync [^|#`\n]+)", text, re.MULTILINE)
    return [shlex.split(found)[1:] for found in (*spans, *lines)]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_on_the_page_exists_with_its_options(page: str) -> None:
    named = commands_in(page)
    group = build()

    assert len(named) >= 8
    for words in named:
        name = next(word for word in words if word in COMMANDS)
        context = click.Context(group, obj=App())
        command = group.get_command(context, name)
        assert command is not None
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, words


def test_every_sentence_in_the_table_is_one_that_the_program_says() -> None:
    table = (ROOT / "docs/sign-in.md").read_text(encoding="utf-8").split("| sentence begins")[1]
    rows = re.findall(r"^\| ([A-Z][^|]+) \|", table.split("## Promises")[0], re.MULTILINE)
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "mendeley_sync").rglob("*.py")
    )
    # A sentence may run over several literals.
    said = re.sub(r'"\s*\n\s*f?"', "", source)

    assert len(rows) >= 12
    for row in rows:
        for part in re.split(r" … |application number$", row):
            assert part in said, row


def test_the_redirect_address_on_the_page_is_the_one_that_is_sent() -> None:
    for page in PAGES:
        assert DEFAULT_REDIRECT_URI in (ROOT / page).read_text(encoding="utf-8")
