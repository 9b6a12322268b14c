"""`export`: the list in another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_FINE, ConfigError, UsageError

if TYPE_CHECKING:
    from mendeley_sync.domain.references import Reference


@click.command()
@click.argument(
    "file", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path)
)
@click.option(
    "--library", is_flag=True, help="Write the local copy of the library instead of the list."
)
@click.pass_obj
def command(app: App, file: Path | None, *, library: bool) -> int:
    """Write the list in another format.

    --format is one of csl-json (the default), csl-yaml, bibtex, ris, pubmed, endnote, csv,
    lines; a suffix (json, yaml, bib, nbib, xml, txt) works as well. Content that a format cannot
    store is reported; the list is not changed. With FILE, that file is converted. With
    `--library`, the local copy of the library is written, with documents in the trash or no
    longer in the library.

    \b
    mendeley-sync export --format bibtex --output references.bib
    mendeley-sync export --library --format csl-json --output backup.json
    mendeley-sync export old.ris --format csl-yaml
    """
    from mendeley_sync.formats.registry import ALIASES, FORMAT_NAMES, WRITTEN_ALIASES
    from mendeley_sync.workflow.exchange.exports import export_references

    if file is not None and library:
        raise UsageError(
            "FILE and `--library` cannot be used together.", advice="Leave one of them out."
        )
    default = "" if app.options.format else _by_suffix(app.options.output) or "csl-json"
    chosen = app.format(FORMAT_NAMES, default=default, aliases=ALIASES | WRITTEN_ALIASES)
    made = export_references(_references(app, file, library=library), chosen)
    app.write_result(made.text)
    if made.number == 0:
        app.warn("No references to write.")
    for loss in made.losses:
        app.warn(f"{chosen} cannot hold {loss}")
    return EXIT_FINE


def _references(app: App, file: Path | None, *, library: bool) -> tuple[Reference, ...]:
    from mendeley_sync.stores.reference_list.editor import load_reference_list
    from mendeley_sync.workflow.exchange.exports import references_of_file

    if library:
        from mendeley_sync.workflow.exchange.exports import references_of_mirror

        return references_of_mirror(app.settings())
    if file is None:
        return load_reference_list(app.settings().require_list()).references
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=str(file)) from error
    return references_of_file(data, str(file))


def _by_suffix(output: Path | None) -> str | None:
    from mendeley_sync.formats.registry import format_of

    if output is None:
        return None
    if output.suffix.lower() in (".html", ".htm"):
        raise UsageError(
            "`export` writes lists, not pages",
            advice="Choose another name, such as references.bib, or add `--format`.",
        )
    return format_of(output.name)
