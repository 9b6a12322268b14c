"""Advice and commands as a reader of each surface has to type them.

The one place that writes a program's name into a sentence. A text that is not `Advice` yet is
read as such, so that its commands get the same options.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, Self

from mendeley_sync.advice import PROGRAM, Advice, Command, Slot, read_advice
from mendeley_sync.text.escaping import escape_invisible, for_html, for_markdown, for_terminal

SANDBOX_BANNER: Final = "SANDBOX: sample data, not your library"
"""Heads everything that was made against the sandbox."""

_TAKE_PROFILE = frozenset({"access", "groups", "login", "logout", "status"})
_MARKUP = frozenset("<>&")
"""No code span of ours has them in Markdown; a stretch that does is text of others."""


class Piece(NamedTuple):
    """A stretch of a sentence; `is_changed` marks a command or other text to type."""

    text: str
    is_changed: bool


class Surface:
    """How commands are written: the program as called, and the options in force."""

    def __init__(
        self,
        options: tuple[str, ...] = (),
        *,
        program: str = PROGRAM,
        profile: str | None = None,
        fill: Mapping[Slot, str] | None = None,
    ) -> None:
        """
        Args:
            options: in force, such as `("--sandbox", "--config", "a b.toml")`.
            program: as the person called it, such as `py -m mendeley_sync`.
            profile: the account that was named, for the commands that take one.
            fill: a value for each slot that the report knows.
        """
        self.options = options
        self.program = program
        self.profile = profile
        self.fill = fill or {}

    def filled(self, fill: Mapping[Slot, str]) -> Self:
        """The same surface for a report that knows these slots."""
        return type(self)(self.options, program=self.program, profile=self.profile, fill=fill)

    def command(self, command: Command) -> str:
        """One line that works when it is typed."""
        own = command.argv
        if own[:1] == ("--sandbox",):
            # It leads to the sandbox wherever it is read.
            own = own[1:]
            options = ("--sandbox", *(word for word in self.options if word != "--sandbox"))
        else:
            options = self.options
        if self.profile and own[0] in _TAKE_PROFILE and "--profile" not in own:
            own = (*own, "--profile", self.profile)
        program = " ".join((self.program, *map(shlex.quote, options)))
        return command._replace(argv=own).line(program, self.fill)

    def line(self, line: str) -> str:
        """A line of a shell, ours with the options in force; that of another program as it is."""
        command = as_command(line)
        return line if command is None else self.command(command)

    def pieces(self, advice: Advice | str) -> Iterator[Piece]:
        """The sentence in order: text, and the stretches that stand in backticks."""
        for part in as_advice(advice).pieces():
            if isinstance(part, Command):
                yield Piece(self.command(part), True)
                continue
            for position, text in enumerate(part.split("`")):
                if text:
                    yield Piece(text, position % 2 == 1)

    def plain(self, advice: Advice | str) -> str:
        """The sentence with its commands in backticks, not yet safe to print."""
        return as_advice(advice).written(lambda command: f"`{self.command(command)}`")


class Terminal(Surface):
    """A person's screen, or a text file."""

    def advice(self, advice: Advice | str, *, below: Command | None = None) -> str:
        """The sentence, safe to print; commands in backticks.

        Args:
            below: a command that follows on a line of its own, where it can be copied whole.
        """
        return for_terminal(
            as_advice(advice).written(
                lambda command: (
                    "the command below" if command == below else f"`{self.command(command)}`"
                )
            )
        )


class Markdown(Surface):
    """A pull request, a job summary."""

    def advice(self, advice: Advice | str) -> str:
        """The sentence with commands as code; everything else is made inert."""
        return "".join(
            f"`{escape_invisible(text)}`"
            if is_code and not _MARKUP & set(text)
            else for_markdown(text)
            for text, is_code in self.pieces(advice)
        )


class Html(Surface):
    """A page; its template writes a changed piece as code."""

    def advice(self, advice: Advice | str) -> tuple[Piece, ...]:
        """The sentence in pieces of visible characters, still to be escaped by the template."""
        return tuple(Piece(for_html(text), code) for text, code in self.pieces(advice))


def as_advice(advice: Advice | str) -> Advice:
    """The advice itself, or the one that a sentence is."""
    return read_advice(advice) if isinstance(advice, str) else advice


def as_command(line: str) -> Command | None:
    """The command that a line of a shell is; None for another program, such as `git pull`."""
    return next(iter(read_advice(f"`{line}`").commands), None)
