"""`undo`: take back what a run did."""

from __future__ import annotations

from pathlib import Path

import click

from mendeley_sync.cli.app import App
from mendeley_sync.cli.commands.push import NO_TERMINAL, finish
from mendeley_sync.cli.confirm import confirm_plan, show_progress
from mendeley_sync.errors import UsageError


@click.command()
@click.argument("run")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option(
    "--reference",
    "references",
    multiple=True,
    metavar="KEY",
    help="Undo only the changes to this reference; may be repeated.",
)
@click.option("--entry", "entries", multiple=True, hidden=True)
@click.option(
    "--journal",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The run journal, if the state folder is lost.",
)
@click.pass_obj
def command(
    app: App,
    *,
    run: str,
    yes: bool,
    references: tuple[str, ...],
    entries: tuple[str, ...],
    journal: Path | None,
) -> int:
    """Undo a run.

    Restores earlier values, moves added documents to the trash, restores trashed documents,
    and removes what `adopt` wrote to the list. Skips everything that was edited since that
    run. The scheduled job does not repeat changes that were undone. `mendeley-sync runs`
    lists the runs.
    """
    from mendeley_sync.text.escaping import for_terminal
    from mendeley_sync.workflow.undo.undo import UndoRequest, run_undo

    app.format()
    if not yes and not app.is_terminal:
        raise UsageError(NO_TERMINAL, advice="Add `--yes`.", impact="Nothing was written.")
    request = UndoRequest(
        run=run, journal=journal, entries=frozenset((*references, *entries)), yes=yes
    )
    undone = run_undo(
        app.settings,
        request,
        confirm=lambda plan: confirm_plan(app, plan),
        tell=show_progress(app),
        say=lambda line: app.warn(for_terminal(line)),
    )
    return finish(app, undone)
