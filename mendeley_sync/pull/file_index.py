"""The index of a folder of fetched files: which file belongs to which reference.

A table, `files.csv`, so that a person can read it; the next fetch reads it, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mendeley_sync.domain.library import DocumentId
from mendeley_sync.errors import ConfigError
from mendeley_sync.stores.durable import write_durably
from mendeley_sync.text.tables import TableError, read_rows, write_rows

INDEX_FILE = "files.csv"

CURRENT = "current"
REPLACED = "replaced"
GONE = "no longer in the library"


class IndexedFile(NamedTuple):
    """One row: a file on this computer and the document it belongs to.

    A file of two documents has two rows, a document with two files as well.
    """

    file: str
    """Name in the folder."""
    reference: str
    """Citation key; "" where the document is matched with no reference."""
    title: str
    document: DocumentId
    id: str
    """Of the file in Mendeley."""
    sha1: str
    state: str = CURRENT


def read_index(folder: Path) -> tuple[IndexedFile, ...]:
    """Read the index of a folder; a folder without one has no rows.

    Raises:
        ConfigError: it is not the table that was written.
    """
    path = folder / INDEX_FILE
    if not path.exists():
        return ()
    try:
        rows = [cells for _, cells in read_rows(path.read_text(encoding="utf-8"))]
        if not rows or tuple(rows[0]) != IndexedFile._fields:
            raise TableError("its header is another one", 1)
        return tuple(IndexedFile(*cells) for cells in rows[1:])
    except (TableError, UnicodeDecodeError, TypeError) as error:
        raise ConfigError(
            f"The index of the files cannot be read: {error}.",
            file=str(path),
            advice="Move it away. The next run writes a new one.",
        ) from error


def write_index(folder: Path, rows: Iterable[IndexedFile]) -> None:
    """Write the index, sorted by file."""
    table = write_rows([IndexedFile._fields, *sorted(rows)])
    write_durably(folder / INDEX_FILE, table.encode())
