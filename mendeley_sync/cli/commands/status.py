"""`status`: who am I, which group, how old is everything."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click

from mendeley_sync.cli.app import App

FORMATS = ("text", "json")


@click.command()
@click.option("--profile", metavar="NAME", default="default", help="Use this account.")
@click.pass_obj
def command(app: App, *, profile: str) -> int:
    """Show the account, the group and the age of the local data.

    Shows who is signed in, where the sign-in and the client secret are stored, the group,
    and when list, library and sign-in last changed. With `--offline`, Mendeley is not
    contacted.
    """
    from mendeley_sync.cli.status_output import as_json, as_text
    from mendeley_sync.workflow.account.status import gather_status

    chosen = app.format(FORMATS)
    report = gather_status(
        app.settings(),
        environ=os.environ,
        has_terminal=app.is_terminal,
        offline=app.options.offline,
        now=datetime.now(UTC),
        profile=profile,
    )
    names = app.shows_names
    if chosen == "json":
        app.write_result(as_json(report, with_names=names))
    else:
        width = app.width if app.prints_to_terminal else None
        app.write_result(app.surface.plain(as_text(report, with_names=names, width=width)))
    return report.exit_code
