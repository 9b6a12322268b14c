"""The options that may stand before or after every command."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from mendeley_sync.cli.app import App

LOG_FORMATS = ("text", "json")


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is None or parameter.name is None:
        return
    app = context.find_object(App)
    if app is not None:
        app.with_option(parameter.name, value)


class GlobalOption(click.Option):
    """One of the options that every command has."""


def _flag(name: str, text: str) -> Callable[[], GlobalOption]:
    return lambda: GlobalOption(
        [name], is_flag=True, default=None, expose_value=False, callback=_remember, help=text
    )


def _value(name: str, kind: Any, metavar: str, text: str) -> GlobalOption:
    return GlobalOption(
        [name],
        type=kind,
        metavar=metavar,
        default=None,
        expose_value=False,
        callback=_remember,
        help=text,
    )


def global_options() -> list[GlobalOption]:
    """Fresh options, for the group and for each command."""
    path = click.Path(path_type=Path)
    return [
        _value("--format", str, "FORMAT", "Output format (default: text)."),
        _value("--output", path, "FILE", "Write the output to FILE."),
        _value("--config", path, "FILE", "Settings file (default: config/mendeley-sync.toml)."),
        _value("--state-dir", path, "DIR", "Folder for the local copy, sign-in and run journal."),
        _flag("--sandbox", "Use the sandbox: sample data, no account needed.")(),
        _flag("--offline", "Use the local copy; do not contact Mendeley.")(),
        _flag("--quiet", "Print only results.")(),
        _flag("--verbose", "Show more detail.")(),
        _value(
            "--log-format",
            click.Choice(LOG_FORMATS),
            "FORM",
            "Log format on stderr: text or json (default: text).",
        ),
        _flag("--no-color", "Do not use colour.")(),
        _flag("--names", "Show members' names and addresses in files, too.")(),
    ]


def add_global_options(command: click.Command) -> click.Command:
    """Give a command the global options that it does not define itself, under their own heading."""
    own = {parameter.name for parameter in command.params}
    command.params.extend(option for option in global_options() if option.name not in own)
    # The classes are click's own; only how they list their options is ours.
    command.format_options = partial(_in_two_parts, command)  # type: ignore[method-assign]
    return command


def _in_two_parts(
    command: click.Command, context: click.Context, formatter: click.HelpFormatter
) -> None:
    """What makes the command different comes first; what all have in common comes after."""
    options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
    own = [one for one in options if not isinstance(one, GlobalOption)]
    common = [one for one in options if isinstance(one, GlobalOption)]
    for heading, listed in (("Options", own), ("Options of every command", common)):
        rows = [record for one in listed if (record := one.get_help_record(context))]
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)
    if isinstance(command, click.Group):
        command.format_commands(context, formatter)
