"""`dedupe FILE`: which entries of one file are the same works."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_FINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mendeley_sync.matching.record import MatchRecord

FORMATS = ("text", "csv", "json")


@click.command()
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--explain", nargs=2, metavar="ID_A ID_B", help="Say why one pair is or is not one.")
@click.pass_obj
def command(app: App, file: Path, *, explain: tuple[str, str] | None) -> int:
    """Find duplicates in a file.

    Reads and prints what `match` reads and prints; nothing is changed in the file.
    """
    from mendeley_sync.cli.match_files import read_records, without_collector

    chosen = app.format(FORMATS)
    with without_collector():
        records = read_records(app, file)
        text = _explained(app, records, explain) if explain else _searched(app, records, chosen)
    app.write_result(text)
    return EXIT_FINE


def _searched(app: App, records: Sequence[MatchRecord], chosen: str) -> str:
    from mendeley_sync.cli.match_files import progress_for
    from mendeley_sync.matching.duplicates import find_duplicates
    from mendeley_sync.reports.renderers import render

    fast = chosen == "csv"
    found = find_duplicates(records, with_evidence=not fast, on_progress=progress_for(app))
    return render("matches", chosen, found, **app.rendering(command="dedupe"))


def _explained(app: App, records: Sequence[MatchRecord], ids: tuple[str, str]) -> str:
    from mendeley_sync.cli.commands.match import record_of
    from mendeley_sync.matching.explain import explain
    from mendeley_sync.reports.renderers import render

    a, b = record_of(records, ids[0]), record_of(records, ids[1])
    form = "json" if app.options.format == "json" else "text"
    found = explain(a, b, right=records)
    return render("explanation", form, found, **app.rendering(command="dedupe"))
