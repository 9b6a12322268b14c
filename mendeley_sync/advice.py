"""What to do next, as values: a sentence, and the commands that are part of it.

No program name and no global option is written here. Each surface puts them in, as the reader
has to type them (`reports.surfaces`).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple, Self

PROGRAM = "mendeley-sync"


class Slot(StrEnum):
    """A word of a command that only the report can fill; its value stands where none does."""

    TRASHED = "N"
    DIGEST = "DIGEST"


class Command(NamedTuple):
    """One command: its words without the program, such as `("push", "--restore", Slot.TRASHED)`."""

    argv: tuple[str | Slot, ...]
    purpose: str = ""
    """A button's label or a heading: "restore the documents in the trash"."""

    def line(self, program: str = PROGRAM, fill: Mapping[Slot, str] | None = None) -> str:
        """The command as one line for a shell.

        Args:
            program: the program as it is called, with the global options.
            fill: a value for each slot that the surface knows.
        """
        words = (
            (fill or {}).get(word, word) if isinstance(word, Slot) else word for word in self.argv
        )
        return " ".join((program, *(_quoted(word) for word in words)))


class Advice(NamedTuple):
    """A sentence in which `{0}` and `{1}` are the places of its commands; other braces doubled."""

    text: str = ""
    commands: tuple[Command, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.written(lambda command: f"`{command.line()}`")

    def written(self, command: Callable[[Command], str], text: Callable[[str], str] = str) -> str:
        """The sentence, its commands written by `command` and the words between by `text`."""
        return "".join(
            command(piece) if isinstance(piece, Command) else text(piece) for piece in self.pieces()
        )

    def pieces(self) -> tuple[str | Command, ...]:
        """The sentence in order: text, and the commands between."""
        found: list[str | Command] = []
        for number, part in enumerate(_PLACE.split(self.text)):
            if number % 2:
                found.append(self.commands[int(part)])
            elif part:
                found.append(part.replace("{{", "{").replace("}}", "}"))
        return tuple(found)

    def then(self, other: Self) -> Advice:
        """Both, one sentence after the other."""
        if not (self and other):
            return self or other
        moved = _PLACE.sub(lambda place: f"{{{int(place[1]) + len(self.commands)}}}", other.text)
        return Advice(f"{self.text} {moved}", self.commands + other.commands)


_PLACE = re.compile(r"(?<!\{)\{(\d+)\}(?!\})")
"""The place of a command: `{0}`."""

_WRITTEN = re.compile(rf"`{PROGRAM} ([^`\n]+)`")
"""A command within a sentence of ours: `mendeley-sync push --restore N`, in backticks."""

_OPEN_WORD = re.compile(r"[A-Z|.\[\]{}]+")
"""A word that the reader replaces, such as `FILE` or `KEY|ID`: never quoted."""


def read_advice(text: str) -> Advice:
    """A sentence as it is written in this code, with its commands as values.

    `Run `mendeley-sync push --restore N`.` becomes `Run {0}.` and one Command.
    """
    commands: list[Command] = []

    def place(found: re.Match[str]) -> str:
        try:
            words = shlex.split(found[1].replace("{{", "{").replace("}}", "}"))
        except ValueError:
            return found[0]
        slots = {"--restore": Slot.TRASHED, "--digest": Slot.DIGEST}
        argv = tuple(
            slots[before] if slots.get(before) == word else word
            for before, word in zip(["", *words], words, strict=False)
        )
        commands.append(Command(argv))
        return f"{{{len(commands) - 1}}}"

    return Advice(_WRITTEN.sub(place, text.replace("{", "{{").replace("}", "}}")), tuple(commands))


def _quoted(word: str) -> str:
    return word if _OPEN_WORD.fullmatch(word) else shlex.quote(word)
