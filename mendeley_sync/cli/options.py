"""The options that may stand before or after every command."""

from __future__ import annotations

from collections.abc import Callable
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


def _flag(name: str, text: str) -> Callable[[], click.Option]:
    return lambda: click.Option(
        [name], is_flag=True, default=None, expose_value=False, callback=_remember, help=text
    )


def _value(name: str, kind: Any, metavar: str, text: str) -> click.Option:
    return click.Option(
        [name],
        type=kind,
        metavar=metavar,
        default=None,
        expose_value=False,
        callback=_remember,
        help=text,
    )


def global_options() -> list[click.Option]:
    """Fresh options, for the group and for each command."""
    path = click.Path(path_type=Path)
    return [
        _value("--format", str, "FORMAT", "How to print the result; text unless told."),
        _value("--output", path, "FILE", "Write the result to FILE, whole or not at all."),
        _value("--config", path, "FILE", "Settings; else config/mendeley-sync.toml."),
        _value("--state-dir", path, "DIR", "Where the mirror, token and journal live."),
        _flag("--sandbox", "Practise: use the built-in copy of the service.")(),
        _flag("--offline", "Use what was pulled last; ask nobody.")(),
        _flag("--quiet", "Print results only.")(),
        _flag("--verbose", "Say more on the way.")(),
        _value(
            "--log-format",
            click.Choice(LOG_FORMATS),
            "FORM",
            "Log lines on stderr: text (default) or json.",
        ),
        _flag("--no-color", "Never use colour.")(),
        _flag("--names", "Show members' names and addresses in files, too.")(),
    ]


def add_global_options(command: click.Command) -> click.Command:
    """Give a command the global options that it does not define itself."""
    own = {parameter.name for parameter in command.params}
    command.params.extend(option for option in global_options() if option.name not in own)
    return command
