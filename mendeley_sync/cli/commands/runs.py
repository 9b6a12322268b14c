"""`runs`: what was done when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App

if TYPE_CHECKING:
    from mendeley_sync.workflow.undo.runs import RunSummary


@click.command()
@click.option(
    "--journal",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Read only this run journal.",
)
@click.pass_obj
def command(app: App, *, journal: Path | None) -> int:
    """List earlier runs, newest first.

    Lists every run that changed the library or the baseline. Copy the name of a run to
    `mendeley-sync undo`.
    """
    from mendeley_sync.reports.json_writer import result_as_json
    from mendeley_sync.workflow.undo.runs import list_runs

    form = app.format(("text", "json"))
    runs = list_runs(app.settings(), journal)
    if form == "json":
        body = {"runs": [run._asdict() for run in runs]}
        practice = app.options.sandbox
        app.write_result(result_as_json("runs", datetime.now(UTC), body, practice=practice))
    elif not runs:
        app.write_result("No runs yet.")
    else:
        app.write_result("\n".join(_line(run) for run in runs))
        app.say(f"Run `mendeley-sync undo {runs[0].run}` to undo the latest run.")
    return 0


def _done(kind: str, count: int) -> str:
    from mendeley_sync.reports.values import CHANGES_DONE

    known = {one.value: words for one, words in CHANGES_DONE.items()}
    return known.get(kind, kind + " {}").format(f"{count:,}")


def _line(run: RunSummary) -> str:
    done = ", ".join(_done(kind, count) for kind, count in run.done.items()) or "nothing written"
    parts = [run.run, run.command, done]
    if run.failed:
        parts.append(f"{run.failed} not written")
    if run.remembered:
        parts.append(f"{run.remembered} added to the baseline")
    if run.undoes:
        parts.append(f"undoes {run.undoes}")
    parts.append(run.state)
    return "  ".join(parts)
