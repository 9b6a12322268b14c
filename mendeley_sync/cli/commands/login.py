"""`login`: sign in to the service."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_FINE, UsageError

if TYPE_CHECKING:
    from mendeley_sync.workflow.account.sign_in import Prompts, SignedIn, SignInOptions


@click.command()
@click.option(
    "--profile",
    metavar="NAME",
    default="default",
    help="Sign in a second account, such as an ordinary member's.",
)
@click.option("--no-browser", is_flag=True, help="Show the address; paste the answer.")
@click.option(
    "--setup-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Take group and application number from a maintainer's file.",
)
@click.option("--new-application", is_flag=True, help="Ask anew for number and secret.")
@click.option(
    "--export", is_flag=True, help="Print a fresh refresh token for a job, and keep it nowhere."
)
@click.pass_obj
def command(
    app: App,
    *,
    profile: str,
    no_browser: bool,
    setup_file: Path | None,
    new_application: bool,
    export: bool,
) -> int:
    """Sign in to Mendeley.

    Asks once for what is missing (application number, secret, redirect address), opens
    your browser, and keeps the sign-in in a file that only you can read.

    \b
    mendeley-sync login                      at first, or when it has expired
    mendeley-sync login --no-browser         on a computer without a browser
    mendeley-sync login --profile member     an ordinary member's account as well
    """
    from mendeley_sync.workflow.account.setup_file import keep_setup, read_setup
    from mendeley_sync.workflow.account.sign_in import SignInOptions

    if app.options.offline:
        raise UsageError("nobody can sign in with --offline", advice="Leave out --offline.")
    if export and profile != "default":
        raise UsageError("--export keeps nothing, so it takes no --profile")
    wishes = SignInOptions(
        profile=profile,
        with_browser=not no_browser,
        new_application=new_application,
        setup=read_setup(setup_file) if setup_file else None,
    )
    if export:
        _export(app, wishes)
        return EXIT_FINE
    done = _sign_in(app, wishes)
    if wishes.setup is not None:
        _say(app, keep_setup(wishes.setup, app.settings()))
    _tell(app, done, profile)
    return EXIT_FINE


def _sign_in(app: App, wishes: SignInOptions) -> SignedIn:
    from mendeley_sync.workflow.account.sign_in import sign_in

    return sign_in(app.settings(), wishes, _person(app), os.environ)


def _export(app: App, wishes: SignInOptions) -> None:
    from mendeley_sync.workflow.account.sign_in import fresh_refresh_token

    if app.options.output is not None:
        raise UsageError(
            "a refresh token is not written to a file",
            advice="Copy it from the screen, or send it on: "
            "`mendeley-sync login --export | gh secret set MENDELEY_REFRESH_TOKEN`.",
        )
    token = fresh_refresh_token(app.settings(), wishes, _person(app), os.environ)
    click.echo(token.get_secret_value())
    _say(
        app,
        "This is the only time it is shown, and it is kept nowhere. Store it as the secret "
        "MENDELEY_REFRESH_TOKEN of the job.",
    )


def _tell(app: App, done: SignedIn, profile: str) -> None:
    name = done.profile.display_name if app.is_terminal else ""
    account = "" if profile == "default" else f" (account {profile!r})"
    if app.settings().practice:
        from mendeley_sync.reports.surfaces import SANDBOX_BANNER

        app.warn(SANDBOX_BANNER)
    app.write_result(f"Signed in{f' as {_plain(name)}' if name else ''}{account}.")
    _say(app, f"The sign-in is kept in {done.token_file}.")
    if done.secret_kept_in:
        _say(app, f"The application's secret is kept in {done.secret_kept_in}.")
    if done.secret_kept_in == "the keyring":
        _say(app, "A scheduled job cannot open the keyring: give it the secret as "
             "MENDELEY_CLIENT_SECRET.")  # fmt: skip
    _say(app, "Next: `mendeley-sync groups` shows the groups, `mendeley-sync access` checks them.")


def _say(app: App, text: str) -> None:
    if text:
        app.say(text)


def _plain(name: str) -> str:
    from mendeley_sync.text.escaping import for_terminal

    return for_terminal(name)


def _person(app: App) -> Prompts:
    """Questions go to stderr, so that stdout holds nothing but results."""
    import webbrowser

    from mendeley_sync.workflow.account.sign_in import Prompts

    def ask(question: str, default: str) -> str:
        shown = default or None
        return str(click.prompt(question, default=shown, err=True))

    def ask_unseen(question: str) -> str:
        return str(click.prompt(question, hide_input=True, err=True))

    return Prompts(
        is_there=app.is_terminal,
        ask=ask,
        ask_unseen=ask_unseen,
        # The address must be seen even with --quiet: without it nobody can sign in.
        say=app.warn,
        open_browser=webbrowser.open,
    )
