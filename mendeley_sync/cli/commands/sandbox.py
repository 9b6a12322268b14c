"""`sandbox`: the practice copy of the service, to look at or to test against."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_FINE, UsageError


@click.command()
@click.option(
    "--state",
    "state_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Use this state instead of the sample library; the file is not changed.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port (default: any free port)."
)
@click.option("--reset", is_flag=True, help="Reset the sandbox and exit.")
@click.pass_obj
def command(app: App, *, state_file: Path | None, port: int, reset: bool) -> int:
    """Run the sandbox as a server.

    It runs on this computer only, until Ctrl-C. Every command with `--sandbox` starts it by
    itself; use this command to open it with other programs.
    """
    if reset and state_file is not None:
        raise UsageError("`--reset` and `--state` cannot be used together.")
    if reset:
        _reset(app)
    elif state_file is not None:
        _serve_file(app, state_file, port)
    else:
        _serve_practice(app, port)
    return EXIT_FINE


def _reset(app: App) -> None:
    from mendeley_sync.settings.load import find_state_dir
    from mendeley_sync.workflow.sandbox_server import reset

    folder = reset(find_state_dir(app.options.state_dir, os.environ))
    app.say(f"The sandbox was reset. Its files are in {folder}.")


def _serve_practice(app: App, port: int) -> None:
    from mendeley_sync.settings import load_settings
    from mendeley_sync.workflow.sandbox_server import serve_practice

    settings = load_settings(state_dir=app.options.state_dir, sandbox=True)
    try:
        serve_practice(settings, port, ready=lambda url: _tell(app, url))
    except OSError as error:
        raise _port_refused(port, error) from error


def _serve_file(app: App, state_file: Path, port: int) -> None:
    from mendeley_sync.workflow.sandbox_server import serve_file

    try:
        serve_file(state_file, port, ready=lambda url: _tell(app, url))
    except OSError as error:
        raise _port_refused(port, error) from error


def _tell(app: App, url: str) -> None:
    click.echo(url)
    app.say("The sandbox runs at this address until Ctrl-C.")


def _port_refused(port: int, error: OSError) -> UsageError:
    return UsageError(
        f"Port {port} cannot be used: {error.strerror or error}.",
        advice="Choose another port with `--port`, or leave it out.",
    )
