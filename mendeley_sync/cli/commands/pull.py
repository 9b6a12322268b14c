"""`pull`: the local copy of the library brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.cli.progress import pull_progress
from mendeley_sync.errors import UsageError

if TYPE_CHECKING:
    from mendeley_sync.workflow.pull_mirror import PullRun

MOST_SHOWN = 20
"""Lines of one kind; JSON has all of them."""


@click.command()
@click.option("--full", is_flag=True, help="Pull the whole library, not only changes.")
@click.option(
    "--files",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also download attached files to DIR.",
)
@click.pass_obj
def command(app: App, *, full: bool, files: Path | None) -> int:
    """Update the local copy of the library.

    Pulls the group library and its trash. If the pull fails, the local copy is unchanged.
    Nothing is changed in the library.

    \b
    mendeley-sync pull
    mendeley-sync pull --full
    mendeley-sync pull --files papers/
    """
    from mendeley_sync.workflow.pull_mirror import as_json, run_pull

    if app.options.offline:
        raise UsageError("`pull` cannot be used with `--offline`.", advice="Leave one of them out.")
    chosen = app.format(("text", "json"))
    with pull_progress(app) as progress:
        run = run_pull(app.settings(), full=full, files=files, progress=progress)
    if chosen == "json":
        app.write_result(as_json(run, practice=app.options.sandbox))
    else:
        app.write_result(app.surface.plain("\n".join(_lines(run))))
    return run.exit_code


def _lines(run: PullRun) -> Iterator[str]:
    """What a person wants to know, most important first."""
    from mendeley_sync.text.escaping import escape_invisible, shortened

    result = run.result
    name = shortened(escape_invisible(result.group.name or result.group.id), 80)
    yield f"{name}: {_count(result.live, 'document')}, {result.trashed} in the trash."
    yield _since(run)
    if result.doubts:
        yield "The library changed during the pull, so some documents may appear missing:"
        yield from (f"  {escape_invisible(doubt)}" for doubt in result.doubts)
    elif not result.exact:
        yield "This was an incremental pull. Run `mendeley-sync pull --full` for a full one."
    yield from _strange(run)
    if result.unknown_members:
        members = ", ".join(escape_invisible(member) for member in result.unknown_members)
        yield (
            f"Mendeley returned fields that this version does not know: {members}. "
            "They are preserved."
        )
    if run.files is not None:
        yield f"{_count(len(run.files.fetched), 'file')} in the folder."
        for identity, why in run.files.failed:
            reason = shortened(escape_invisible(why), 200)
            yield f"  file {escape_invisible(identity)} could not be downloaded: {reason}"


def _since(run: PullRun) -> str:
    if run.before is None:
        return "This was the first pull of this group."
    moved = run.result.movement
    counts = (
        (moved.first_seen, "new"),
        (moved.changed, "changed"),
        (moved.restored, "restored"),
        (moved.trashed, "moved to the trash"),
        (moved.gone, "no longer in the library"),
        (moved.purged, "removed from the trash"),
    )
    told = [f"{len(ids)} {word}" for ids, word in counts if ids]
    return f"Since {run.before:%Y-%m-%d %H:%M} UTC: {', '.join(told) or 'nothing changed'}."


def _strange(run: PullRun) -> Iterator[str]:
    from mendeley_sync.text.escaping import escape_invisible, shortened

    strange = run.result.strange
    if not strange:
        return
    yield f"{_count(len(strange), 'document')} with unreadable values:"
    for identity, said in list(strange.items())[:MOST_SHOWN]:
        yield f"  {escape_invisible(identity)}: {shortened(escape_invisible('; '.join(said)), 200)}"
    if len(strange) > MOST_SHOWN:
        yield f"  ... and {len(strange) - MOST_SHOWN} more (`--format json` lists all)"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
