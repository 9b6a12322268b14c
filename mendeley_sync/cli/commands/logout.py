"""`logout`: forget the saved sign-in."""

from __future__ import annotations

import os

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_FINE


@click.command()
@click.option("--profile", metavar="NAME", default="default", help="Forget this account.")
@click.option("--application", is_flag=True, help="Forget the application's number and secret too.")
@click.pass_obj
def command(app: App, *, profile: str, application: bool) -> int:
    """Delete the saved sign-in.

    Removes the token from this computer. List, library copy and settings stay.
    """
    from mendeley_sync.stores.credentials.tokens import token_file
    from mendeley_sync.workflow.account.sign_in import sign_out
    from mendeley_sync.workflow.service import credentials_of

    settings = app.settings()
    forgotten = sign_out(
        settings,
        profile=profile,
        with_application=application,
        environ=os.environ,
        has_terminal=app.is_terminal,
    )
    gone = "Signed out." if forgotten else "Nobody was signed in here."
    app.write_result(
        f"{gone} There is no {token_file(settings.sign_in_dir, profile).name} any more."
    )
    seed = credentials_of(settings, has_terminal=app.is_terminal, environ=os.environ).refresh_token
    if seed is not None and profile == "default":
        app.warn(f"A refresh token from {seed.origin} is still there: with it, commands sign in.")
    return EXIT_FINE
