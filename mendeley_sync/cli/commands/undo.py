"""`undo`: take back what a run did."""

from __future__ import annotations

from pathlib import Path

import click

from mendeley_sync.cli.app import App
from mendeley_sync.cli.commands.push import finish
from mendeley_sync.cli.plan_output import confirm_plan, show_progress
from mendeley_sync.errors import UsageError


@click.command()
@click.argument("run")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option(
    "--entry",
    "entries",
    multiple=True,
    metavar="KEY",
    help="Take back only what was done to this entry; may be given several times.",
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The run's journal, where the state folder is gone.",
)
@click.pass_obj
def command(
    app: App, *, run: str, yes: bool, entries: tuple[str, ...], journal: Path | None
) -> int:
    """Take back what a run did.

    Gives fields their former values back, moves what was added to the trash, and takes out
    of it what was moved there; what an adoption wrote into the list goes out of it again.
    All that only where everything still is as that run left it. The scheduled job does not
    do again what was taken back. `mendeley-sync runs` lists the runs.
    """
    from mendeley_sync.text.escaping import for_terminal
    from mendeley_sync.workflow.undo.undo import UndoRequest, run_undo

    app.format()
    if not yes and not app.is_terminal:
        raise UsageError("there is nobody here to ask", advice="Add --yes.")
    request = UndoRequest(run=run, journal=journal, entries=frozenset(entries), yes=yes)
    undone = run_undo(
        app.settings,
        request,
        confirm=lambda plan: confirm_plan(app, plan),
        tell=show_progress(app),
        say=lambda line: app.warn(for_terminal(line)),
    )
    return finish(app, undone)
