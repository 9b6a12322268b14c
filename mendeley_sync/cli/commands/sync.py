"""`sync`: the scheduled job."""

from __future__ import annotations

import click

from mendeley_sync.cli.app import App


@click.command()
@click.option("--exit-code", is_flag=True, help="Exit with 3 when anything differs.")
@click.option(
    "--strict", is_flag=True, help="Also exit with 4 for items that were reported before."
)
@click.option(
    "--now",
    "now_please",
    is_flag=True,
    help="Start now; ignore the random delay and the retry-after time.",
)
@click.pass_obj
def command(app: App, *, exit_code: bool, strict: bool, now_please: bool) -> int:
    """Run the scheduled job: pull, compare, report, notify.

    Pushes and adopts what `[sync]` in the settings allows (default: nothing), within the
    limits. Notifies people of changes only. `status.json` in the state folder has its
    history. Never asks for confirmation.

    \b
    mendeley-sync sync --quiet                              for cron and systemd
    mendeley-sync sync --format markdown --output report.md
    """
    from mendeley_sync.workflow.sync.job import SyncRequest, run_sync

    app.format()
    request = SyncRequest(exit_code=exit_code, strict=strict, now_please=now_please)
    done = run_sync(app.settings, request)
    for warning in done.warnings:
        app.warn(f"Warning: {warning}")
    speaks = not app.options.quiet or done.has_news
    writes = done.report is not None and (speaks or app.options.output is not None)
    if writes and (done.error is None or not _is_for_a_person(app)):
        assert done.report is not None  # or there would be nothing to write
        app.write_result(app.report_text(done.report))
    if speaks and done.error is not None and done.exit_code == done.error.exit_code:
        raise done.error
    return done.exit_code


def _is_for_a_person(app: App) -> bool:
    """A person who reads the text gets the sentence alone when the run failed."""
    return app.format() == "text" and app.options.output is None
