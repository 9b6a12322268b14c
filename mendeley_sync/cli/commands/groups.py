"""`groups`: what this account can see."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_FINE, UsageError

if TYPE_CHECKING:
    from mendeley_sync.domain.community import Invitation
    from mendeley_sync.domain.library import Group

FORMATS = ("text", "json", "csv")


@click.command()
@click.option("--profile", metavar="NAME", default="default", help="Use this account.")
@click.pass_obj
def command(app: App, *, profile: str) -> int:
    """List the groups that this account can see.

    Shows ID, name, your role and the number of seats. Copy the ID to `group` in the
    settings.
    """
    from mendeley_sync.reports.results.groups import as_csv, as_json, as_text

    chosen = app.format(FORMATS)
    if app.options.offline:
        raise UsageError("This command needs Mendeley: leave out `--offline`.")
    groups, invitations = _seen(app, profile)
    if chosen == "json":
        text = as_json(groups, invitations, datetime.now(UTC), practice=app.settings().practice)
    elif chosen == "csv":
        text = as_csv(groups)
    else:
        text = app.surface.plain(
            as_text(
                groups, invitations, practice=app.settings().practice, chosen=app.settings().group
            )
        )
    app.write_result(text)
    return EXIT_FINE


def _seen(app: App, profile: str) -> tuple[tuple[Group, ...], tuple[Invitation, ...]]:
    from mendeley_sync.errors import MendeleySyncError
    from mendeley_sync.workflow.service import open_client

    with open_client(
        app.settings(),
        profile=profile,
        has_terminal=app.is_terminal,
        command="mendeley-sync groups",
    ) as client:
        groups = client.groups()
        try:
            invitations = tuple(each for each in client.my_invitations() if each.is_open)
        except MendeleySyncError:
            # They only help to explain; what was asked for are the groups.
            invitations = ()
    return groups, invitations
