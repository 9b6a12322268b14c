"""`diff`: the main job."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App, cannot_write
from mendeley_sync.cli.progress import pull_progress

if TYPE_CHECKING:
    from mendeley_sync.workflow.compare.library import Comparison


@click.command()
@click.option("--exit-code", is_flag=True, help="Exit with 3 when anything differs.")
@click.option(
    "--all", "everything", is_flag=True, help="Also show cosmetic and accepted differences."
)
@click.option("--full", is_flag=True, help="Pull the whole library, not only changes.")
@click.option(
    "--since",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Also list documents added or changed since DATE (2026-03-01).",
)
@click.option(
    "--library",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Compare with FILE instead of the group library; Mendeley is not contacted.",
)
@click.option(
    "--list",
    "list_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="With `--library`: the list (default: the one in the settings).",
)
@click.option(
    "--save-plan",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Save the plan to FILE, for `push FILE`.",
)
@click.pass_obj
def command(
    app: App,
    *,
    exit_code: bool,
    everything: bool,
    full: bool,
    since: datetime | date | None,
    library: Path | None,
    list_file: Path | None,
    save_plan: Path | None,
) -> int:
    """Compare the list with the library.

    Pulls the group library, matches its documents with the references, and shows missing,
    different and duplicate records and possible matches. Nothing is changed.

    \b
    mendeley-sync diff
    mendeley-sync diff --format html --output report.html
    mendeley-sync diff --exit-code --quiet      for a job
    """
    from mendeley_sync.workflow.compare.library import DiffRequest, run_diff

    request = DiffRequest(
        offline=app.options.offline,
        full=full,
        since=datetime(since.year, since.month, since.day, tzinfo=UTC) if since else None,
        with_names=app.shows_names,
        exit_code=exit_code,
    )
    app.format()
    if library is not None:
        from mendeley_sync.workflow.compare.files import run_diff_of_files

        ours = list_file or app.settings().list_path
        comparison = run_diff_of_files(ours, library, exit_code=exit_code)
    else:
        with pull_progress(app) as progress:
            comparison = run_diff(app.settings, request, progress=progress)
    if save_plan is not None:
        _save_plan(app, comparison, save_plan)
    return _finish(app, comparison, everything=everything)


def _finish(app: App, comparison: Comparison, *, everything: bool) -> int:
    """Print the report; of a failed run a person gets the sentence alone."""
    if comparison.error is None:
        app.write_result(app.report_text(comparison.report, everything=everything))
        return comparison.report.exit_code
    if app.options.output is not None or app.format() != "text":
        app.write_result(app.report_text(comparison.report, everything=everything))
    raise comparison.error


def _save_plan(app: App, comparison: Comparison, path: Path) -> None:
    from mendeley_sync.workflow.reconcile import write_plan

    if comparison.reconciliation is None:
        return
    try:
        write_plan(comparison.reconciliation.plan, path, now=datetime.now(UTC))
    except OSError as error:
        raise cannot_write(path, error, option="--save-plan") from error
    app.say(f"Plan saved to {path}. Run `mendeley-sync push {path}` to write it.")
