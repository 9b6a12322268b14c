"""What every command shares: the global options, the screen, the settings.

Imports nothing heavy: `--help` and a wrong option must answer at once.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from mendeley_sync.advice import PROGRAM, Advice
from mendeley_sync.errors import UsageError

if TYPE_CHECKING:
    from mendeley_sync.reports.diff.report import DiffReport
    from mendeley_sync.reports.surfaces import Terminal
    from mendeley_sync.settings import Settings

REPORT_FORMATS = ("text", "json", "markdown", "html", "junit", "github")

NARROWEST_SCREEN = 40
WIDTH_WHEN_PIPED = 100

STDOUT = (Path("-"), Path("/dev/stdout"))
"""With `--output` they mean the output itself; where that is a file, it is not replaced."""


@dataclass(frozen=True)
class GlobalOptions:
    """The options that may stand before or after the command; None: not given."""

    format: str | None = None
    output: Path | None = None
    config: Path | None = None
    state_dir: Path | None = None
    sandbox: bool = False
    offline: bool = False
    quiet: bool = False
    verbose: bool = False
    log_format: str = "text"
    no_color: bool = False
    names: bool = False


class App:
    """One run of the command line: its options, its screen, and what it loads on demand."""

    def __init__(self, options: GlobalOptions | None = None) -> None:
        self.options = options or GlobalOptions()
        self.command = ""
        self.program = PROGRAM
        """As the person called it, such as `py -m mendeley_sync`."""
        self.profile: str | None = None
        """The account named with `--profile`; None: not given."""
        self.redact: Callable[[str], str] = str
        """Removes secrets from what a person gets to see."""
        self.clear_screen: Callable[[], None] = lambda: None
        """Takes a progress bar away, so that the next line stands alone."""
        self._settings: Settings | None = None

    def with_option(self, name: str, value: Any) -> None:
        """Take one global option as given; called while the command line is parsed."""
        self.options = replace(self.options, **{name: value})

    # -- screen ---------------------------------------------------------------

    @property
    def is_terminal(self) -> bool:
        """Whether a person sits at both ends, so that a question makes sense."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    @property
    def prints_to_terminal(self) -> bool:
        """Whether results go to a person's screen and not into a file or a pipe."""
        return self.options.output is None and sys.stdout.isatty()

    @property
    def shows_progress(self) -> bool:
        """Whether a progress bar on stderr helps anybody."""
        return sys.stderr.isatty() and not self.options.quiet

    @property
    def shows_names(self) -> bool:
        """Whether members' names and addresses may be shown: a terminal, or asked for."""
        is_text = self.options.format in (None, "text")
        return self.options.names or (self.prints_to_terminal and is_text)

    @property
    def has_colour(self) -> bool:
        """Colour only on a screen, and never against NO_COLOR or `--no-color`."""
        return (
            self.prints_to_terminal and not self.options.no_color and not os.environ.get("NO_COLOR")
        )

    @property
    def width(self) -> int:
        """Columns that a line of the result may take."""
        if not self.prints_to_terminal:
            return WIDTH_WHEN_PIPED
        return max(NARROWEST_SCREEN, shutil.get_terminal_size((80, 24)).columns)

    @property
    def surface(self) -> Terminal:
        """How this person has to type our commands: the program and the options in force."""
        from mendeley_sync.reports.surfaces import Terminal

        given = ["--sandbox"] if self.options.sandbox else []
        places = {
            "--config": self.options.config,
            "--state-dir": self.options.state_dir,
        }
        for name, place in places.items():
            if place is not None:
                given += [name, str(place)]
        return Terminal(tuple(given), program=self.program, profile=self.profile)

    def say(self, text: Advice | str) -> None:
        """One line for the person, on stderr; silent with `--quiet`."""
        if not self.options.quiet:
            self._line(logging.INFO, text)

    def warn(self, text: Advice | str) -> None:
        """One line for the person, on stderr, also with `--quiet`."""
        self._line(logging.WARNING, text)

    def _line(self, level: int, said: Advice | str) -> None:
        """As text for people; as a log line where a program reads every line of stderr."""
        self.clear_screen()
        text = self.typed(said)
        if self.options.log_format == "json":
            logging.getLogger("mendeley_sync").log(level, "%s", text)
        else:
            click.echo(self.folded(text), err=True)

    def typed(self, advice: Advice | str) -> str:
        """A sentence with its commands as this person has to type them."""
        if isinstance(advice, str) and f"`{PROGRAM} " not in advice:
            return advice
        return self.surface.plain(advice)

    def folded(self, text: str) -> str:
        """Lines for the person's screen, broken at spaces; as they are where there is none.

        An address or a path is never cut: it must still be good when it is copied.
        """
        if not sys.stderr.isatty():
            return text
        width = max(NARROWEST_SCREEN, shutil.get_terminal_size((80, 24)).columns)
        return "\n".join(_folded(line, width) for line in text.split("\n"))

    def confirm(self, question: str) -> bool:
        """Ask yes or no on the terminal; without a terminal the answer is no."""
        if not self.is_terminal:
            return False
        self.clear_screen()
        return click.confirm(question, default=False, err=True)

    # -- results --------------------------------------------------------------

    def format(
        self,
        allowed: Sequence[str] = REPORT_FORMATS,
        default: str = "text",
        aliases: Mapping[str, str] | None = None,
    ) -> str:
        """The format asked for, or `default`; refused when this command has no such format.

        Args:
            aliases: other names of a format, in small letters.
        """
        chosen = self.options.format or default
        if chosen not in allowed:
            named = chosen.strip().lstrip(".").lower()
            chosen = (aliases or {}).get(named, named if named in allowed else chosen)
        if chosen not in allowed:
            raise UsageError(
                f"this command has no format {chosen!r}",
                advice=f"Choose one of: {', '.join(allowed)}.",
            )
        return chosen

    def rendering(self, **more: Any) -> dict[str, Any]:
        """What this run knows for a renderer: the screen, the time, the options."""
        from datetime import UTC, datetime

        return {
            "width": self.width,
            "colour": self.has_colour,
            "surface": self.surface if self.prints_to_terminal else None,
            "at": datetime.now(UTC),
            "practice": self.options.sandbox,
            "has_names": self.shows_names,
            **more,
        }

    def report_text(self, report: DiffReport, *, everything: bool = False) -> str:
        """The whole report as text in the format of `--format`."""
        from mendeley_sync.reports.renderers import render

        return render("diff", self.format(), report, **self.rendering(everything=everything))

    def write_result(self, text: str) -> None:
        """Print the result, or write it to `--output`, whole or not at all."""
        if text and not text.endswith("\n"):
            text += "\n"
        if self.options.output in (None, *STDOUT):
            _print(text)
        else:
            _write_whole(self.options.output, text)
            self.say(f"Written to {self.options.output}.")

    # -- settings -------------------------------------------------------------

    def settings(self) -> Settings:
        """The settings of this run, read once; in practice mode those of the practice."""
        if self._settings is None:
            from mendeley_sync.settings import load_settings

            self._settings = load_settings(
                config=self.options.config,
                state_dir=self.options.state_dir,
                sandbox=self.options.sandbox,
            )
        return self._settings


_COMMAND = re.compile(r"`[^`]+`")
"""Anything to type: `mendeley-sync push --allow update=7`."""


def _folded(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    from mendeley_sync.reports.layout import columns

    if columns(line) <= width:
        # Long only by its colours.
        return line
    # A command that is broken over two lines is two commands to whoever copies it.
    whole = _COMMAND.sub(lambda found: found[0].replace(" ", "\0"), line)
    filled = textwrap.fill(whole, width, break_long_words=False, break_on_hyphens=False)
    return filled.replace("\0", " ")


def _print(text: str) -> None:
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        raise
    except OSError as error:
        leave_stdout()
        raise UsageError(
            f"the result cannot be printed: {error.strerror or error}",
            advice="Make room, or write it to another place with --output.",
        ) from error


def leave_stdout() -> None:
    """Nobody takes our output any more: what is still in it must not fail at the end, too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def cannot_write(path: Path, error: OSError, *, option: str) -> UsageError:
    """For a file that the person named with `option`."""
    return UsageError(
        f"cannot write {path}: {error.strerror or error}",
        advice=f"Choose another place with {option}.",
    )


def _write_whole(path: Path, text: str) -> None:
    from mendeley_sync.stores.durable import write_durably

    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            # A pipe or a device such as /dev/stdout is written to, never replaced by a file.
            with path.open("wb") as stream:
                stream.write(text.encode("utf-8"))
        else:
            write_durably(path, text.encode("utf-8"))
    except OSError as error:
        raise cannot_write(path, error, option="--output") from error


def open_closed_streams() -> None:
    """A caller may have closed them (`>&-`, some services): then nobody wants to hear of us."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            # Open until the process ends, as the stream that it stands for.
            setattr(sys, name, Path(os.devnull).open("r" if name == "stdin" else "w"))  # noqa: SIM115


def stream_without_surprises(stream: TextIO) -> None:
    """Let characters that the console cannot show become `?` instead of an error."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
