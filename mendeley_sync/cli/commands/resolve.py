"""`resolve`: a person decides what no program can."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.cli.progress import pull_progress

if TYPE_CHECKING:
    pass


@click.command()
@click.argument("wanted", nargs=-1, metavar="[ID]...")
@click.option(
    "--prefer",
    type=click.Choice(["list", "library"]),
    help="Use one side for all fields without a baseline; asks first.",
)
@click.option("--field", metavar="FIELD", help="With `--prefer`: only this field (`issued`).")
@click.option("--yes", is_flag=True, help="With `--prefer`: do not ask.")
@click.option(
    "--to",
    "to_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="CSV",
    help="Write the items that need review as a table.",
)
@click.option(
    "--from",
    "from_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="CSV",
    help="Read decisions from such a table.",
)
@click.option("--forget", is_flag=True, help="Withdraw the decisions about the IDs.")
@click.pass_obj
def command(
    app: App,
    *,
    wanted: tuple[str, ...],
    prefer: str | None,
    field: str | None,
    yes: bool,
    to_file: Path | None,
    from_file: Path | None,
    forget: bool,
) -> int:
    """Review differences that need your decision.

    Shows one item after the other: the same work or not, which value, or accept the
    difference until a date. Each decision is written to the lock file at once and can be
    undone. ID is a citation key, a document ID or a difference ID (default: all items).
    Without a terminal, the items are listed.

    \b
    mendeley-sync resolve
    mendeley-sync resolve balint-1957-doctor
    mendeley-sync resolve --to decisions.csv
    mendeley-sync resolve --from decisions.csv
    """
    from mendeley_sync.cli import resolve_bulk
    from mendeley_sync.workflow.resolve.resolve import open_resolving
    from mendeley_sync.workflow.resolve.review import is_asked_for

    app.format(("text",))
    resolve_bulk.refuse_what_makes_no_sense(
        wanted, prefer=prefer, field=field, to_file=to_file, from_file=from_file, forget=forget
    )
    settings = app.settings()
    offline = app.options.offline or forget
    with nullcontext() if offline else pull_progress(app) as progress:
        resolving = open_resolving(settings, offline=offline, progress=progress)
    if forget:
        return resolve_bulk.forget(app, resolving, wanted)
    if from_file is not None:
        return resolve_bulk.take_table(app, resolving, from_file)
    everything = resolving.questions()
    questions = [one for one in everything if is_asked_for(one, wanted)]
    if to_file is not None:
        return resolve_bulk.write_table(app, questions, to_file)
    if prefer is not None:
        return resolve_bulk.prefer(app, resolving, questions, prefer, field, yes=yes)
    if not questions:
        return resolve_bulk.nothing_waits(app, wanted, len(everything))
    if not app.is_terminal:
        return resolve_bulk.list_questions(app, questions)
    from mendeley_sync.cli.resolve_interactive import InteractiveReview

    return InteractiveReview(app, resolving, questions, wanted, practice=settings.practice).run()
