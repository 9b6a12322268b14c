"""`match A B`: which entries of two files are the same works."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_FINE, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mendeley_sync.matching.record import MatchRecord

FORMATS = ("text", "csv", "json")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file_a", metavar="A", type=_FILE)
@click.argument("file_b", metavar="B", type=_FILE)
@click.option("--explain", nargs=2, metavar="ID_A ID_B", help="Say why one pair is or is not one.")
@click.pass_obj
def command(app: App, file_a: Path, file_b: Path, *, explain: tuple[str, str] | None) -> int:
    """Find records that two files have in common.

    A and B may be in any format that this program reads, and CSV with the columns id, type,
    title, authors (divided by ;), year, journal, volume, issue, pages, doi, pmid, isbn, issn.
    `--format csv` gives id_a, id_b, decision (auto or review), rule and reason.
    """
    from mendeley_sync.cli.match_files import read_records, without_collector

    chosen = app.format(FORMATS)
    with without_collector():
        left, right = read_records(app, file_a), read_records(app, file_b)
        text = (
            _explained(app, left, right, explain) if explain else _matched(app, left, right, chosen)
        )
    app.write_result(text)
    return EXIT_FINE


def _matched(
    app: App, left: Sequence[MatchRecord], right: Sequence[MatchRecord], chosen: str
) -> str:
    from mendeley_sync.cli.match_files import progress_for
    from mendeley_sync.matching.match import match
    from mendeley_sync.reports.renderers import render

    matching = match(left, right, with_evidence=chosen != "csv", on_progress=progress_for(app))
    return render("matches", chosen, matching, **app.rendering(command="match"))


def _explained(
    app: App,
    left: Sequence[MatchRecord],
    right: Sequence[MatchRecord],
    ids: tuple[str, str],
) -> str:
    from mendeley_sync.matching.explain import explain
    from mendeley_sync.reports.renderers import render

    a, b = record_of(left, ids[0]), record_of(right, ids[1])
    found = explain(a, b, left=left, right=right)
    form = "json" if app.options.format == "json" else "text"
    return render("explanation", form, found, **app.rendering(command="match"))


def record_of(records: Sequence[MatchRecord], wanted: str) -> MatchRecord:
    """The record with this id.

    Raises:
        UsageError: there is none.
    """
    for record in records:
        if record.id == wanted:
            return record
    raise UsageError(f"Unknown record `{wanted}`.", advice="Use the IDs of the file.")
