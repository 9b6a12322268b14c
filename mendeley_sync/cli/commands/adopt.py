"""`adopt`: take values or documents of the library into the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.cli.commands.push import NO_TERMINAL, finish
from mendeley_sync.cli.progress import pull_progress
from mendeley_sync.errors import UsageError
from mendeley_sync.reports.layout import wrapped
from mendeley_sync.text.escaping import for_terminal

if TYPE_CHECKING:
    from mendeley_sync.workflow.adopt.offers import Offers


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "--field", "fields", multiple=True, metavar="FIELD", help="Only this field; may be repeated."
)
@click.option("--documents", is_flag=True, help="Also add documents that are not on the list.")
@click.option("--emptied", is_flag=True, help="Also clear fields that were cleared in the library.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.pass_obj
def command(
    app: App,
    *,
    names: tuple[str, ...],
    fields: tuple[str, ...],
    documents: bool,
    emptied: bool,
    yes: bool,
) -> int:
    """Copy values or documents of the library to the list.

    NAMES are citation keys or document IDs; without any, everything that the library
    offers. Comments, order and quoting of the list are preserved.

    \b
    mendeley-sync adopt balint-1957-doctor --field note
    mendeley-sync adopt --documents
    """
    from mendeley_sync.domain.metadata import FIELD_BY_NAME
    from mendeley_sync.workflow.adopt.adopt import AdoptRequest, run_adopt
    from mendeley_sync.workflow.adopt.offers import Wish

    app.format()
    unknown = [name for name in fields if name not in FIELD_BY_NAME]
    if unknown:
        raise UsageError(
            f"Unknown field `{unknown[0]}`.", advice=f"Fields: {', '.join(FIELD_BY_NAME)}."
        )
    if not yes and not app.is_terminal:
        raise UsageError(NO_TERMINAL, advice="Add `--yes`.", impact="Nothing was written.")
    wish = Wish(frozenset(names), frozenset(fields), documents, emptied)
    with pull_progress(app) as progress:
        adopted = run_adopt(
            app.settings,
            AdoptRequest(wish=wish, yes=yes),
            confirm=lambda offers: _confirm(app, offers),
            progress=progress,
        )
    return finish(app, adopted)


def _confirm(app: App, offers: Offers) -> bool:
    from mendeley_sync.workflow.adopt.adopt import lines_of

    for line in lines_of(offers):
        for part in wrapped(for_terminal(line), app.width, rest="    "):
            app.warn(part)
    return app.confirm("Write these changes to the list?")
